import { type Handling, handlingOf, type LastStay, lastingStay, withHandling } from '@waybill/domain';
import { type Identifier, type StoredEvent, sameIdentifier, type Unit } from '@waybill/events';
import { type LastStayRow, loadLastStays, type Queryable } from '@waybill/read-model';
import { grouped } from '../grouped';
import { type NameEvents, nameOfRow } from './name-events';

/** A load or unload of a unit, in its own stream; in the stream of the unit that it is on, it is only a trace. */
function ownHandling(identifier: Identifier, event: StoredEvent): Handling | undefined {
  if (event.type !== 'dev.waybill.unit-loaded.v1' && event.type !== 'dev.waybill.unit-unloaded.v1') return undefined;
  return sameIdentifier(event.data.unit, identifier) ? handlingOf(event) : undefined;
}

/** The loads and unloads of one unit, on and off units of one scheme. */
interface Handled {
  readonly identifier: Identifier;
  readonly onScheme: string;
  readonly handlings: readonly Handling[];
}

function handledIn({ identifier, events }: NameEvents): Handled[] {
  const handlings = events.flatMap((event) => ownHandling(identifier, event) ?? []);
  return [...grouped(handlings, ({ unit }) => unit.scheme)].map(([onScheme, some]) => ({ identifier, onScheme, handlings: some }));
}

const stayOfRow = ({ onScheme, onValue, loadedAt, loadedRevision, unloadedAt }: LastStayRow): LastStay => ({
  unit: { scheme: onScheme, value: onValue } as Unit,
  ...(loadedAt !== null && loadedRevision !== null && { loaded: { at: loadedAt, revision: loadedRevision } }),
  ...(unloadedAt !== null && { unloaded: unloadedAt }),
});

function foldStays({ identifier: { scheme, value }, handlings }: Handled, known: readonly LastStayRow[]): LastStayRow[] {
  const stays = new Map(known.map((row) => [row.onValue, stayOfRow(row)]));
  for (const handling of handlings) {
    const { unit } = handling;
    stays.set(unit.value, withHandling(stays.get(unit.value) ?? { unit }, handling));
  }
  const lasting = lastingStay([...stays.values()]);
  return [...stays.values()].map((stay) => ({
    ...{ scheme, value, onScheme: stay.unit.scheme, onValue: stay.unit.value },
    loadedAt: stay.loaded?.at ?? null,
    loadedRevision: stay.loaded?.revision ?? null,
    unloadedAt: stay.unloaded ?? null,
    lasts: stay === lasting,
  }));
}

/** Folds loads of units onto others. Read and written are the stays that are named, and the latest one of each unit. */
export async function projectStays(tx: Queryable, schema: string, names: readonly NameEvents[]): Promise<LastStayRow[]> {
  const handled = names.flatMap(handledIn);
  const named = handled.flatMap(({ identifier: { scheme, value }, handlings }) =>
    handlings.map(({ unit }) => ({ scheme, value, onScheme: unit.scheme, onValue: unit.value })),
  );
  const keyOf = (name: Pick<LastStayRow, 'scheme' | 'value'>, onScheme: string) => `${onScheme} ${nameOfRow(name)}`;
  const known = grouped(await loadLastStays(tx, schema, named), (row) => keyOf(row, row.onScheme));
  return handled.flatMap((one) => foldStays(one, known.get(keyOf(one.identifier, one.onScheme)) ?? []));
}
