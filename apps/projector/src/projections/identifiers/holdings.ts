import { holdingOf, releasedFrom } from '@waybill/domain';
import type { Identifier, Instant, StoredEvent } from '@waybill/events';
import { type HoldingRow, loadHoldings, type NameChanges, type Queryable, type ReleaseName } from '@waybill/read-model';
import { grouped } from '../grouped';
import { type NameEvents, nameOfRow } from './name-events';

/** A hold as the rule of releases takes it. */
interface Hold {
  readonly revision: number;
  readonly shipmentId: string;
  readonly commandId: string;
  readonly from?: Instant;
  readonly until?: Instant;
}

const holdOfRow = ({ revision, shipmentId, commandId, fromTime, untilTime }: HoldingRow): Hold => ({
  ...{ revision, shipmentId, commandId },
  from: fromTime ?? undefined,
  until: untilTime ?? undefined,
});

const rowOfHold = ({ scheme, value }: Identifier, { revision, shipmentId, commandId, from, until }: Hold): HoldingRow => ({
  ...{ scheme, value, revision, shipmentId, commandId },
  ...{ fromTime: from ?? null, untilTime: until ?? null },
});

function withEvent(holds: readonly Hold[], event: StoredEvent): readonly Hold[] {
  if (event.type === 'dev.waybill.identifier-assigned.v1') return [...holds, { ...holdingOf(event), revision: event.revision }];
  return event.type === 'dev.waybill.identifier-released.v1' ? releasedFrom(holds, event) : holds;
}

/** Rows of a name's holds that a batch adds, changes and undoes. */
function foldHoldings({ identifier, events }: NameEvents, known: readonly HoldingRow[]): Pick<NameChanges, 'holdings' | 'undone'> {
  const before = known.map(holdOfRow);
  const after = events.reduce(withEvent, before);
  const left = new Set(after.map(({ revision }) => revision));
  return {
    holdings: after.filter((hold) => !before.includes(hold)).map((hold) => rowOfHold(identifier, hold)),
    undone: known.filter(({ revision }) => !left.has(revision)),
  };
}

const releases = ({ identifier: { scheme, value }, events }: NameEvents): ReleaseName[] =>
  events.flatMap((event) =>
    event.type === 'dev.waybill.identifier-released.v1'
      ? [{ scheme, value, shipmentId: event.data.shipmentId, until: event.data.until ?? null }]
      : [],
  );

/** Folds assignments and releases. Of the holds that are known, only those are read that a release can change. */
export async function projectHoldings(
  tx: Queryable,
  schema: string,
  names: readonly NameEvents[],
): Promise<Pick<NameChanges, 'holdings' | 'undone'>> {
  const known = grouped(await loadHoldings(tx, schema, names.flatMap(releases)), nameOfRow);
  const folded = names.map((group) => foldHoldings(group, known.get(nameOfRow(group.identifier)) ?? []));
  return { holdings: folded.flatMap(({ holdings }) => holdings), undone: folded.flatMap(({ undone }) => undone) };
}
