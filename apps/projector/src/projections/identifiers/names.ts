import { nameKey } from '@waybill/events';
import { loadNameRevisions, type NameChanges, type NameRow, type PassengerRow, type Queryable } from '@waybill/read-model';
import { projectHoldings } from './holdings';
import { type NameEvents, nameOfRow } from './name-events';
import { projectStays } from './stays';

function passengers({ identifier: { scheme, value }, events }: NameEvents): PassengerRow[] {
  const last = new Map<string, number>();
  for (const event of events) if (event.type === 'dev.waybill.shipment-loaded.v1') last.set(event.data.shipmentId, event.revision);
  return [...last].map(([shipmentId, revision]) => ({ scheme, value, shipmentId, revision }));
}

const rowOf = ({ identifier: { scheme, value }, events }: NameEvents): NameRow[] => {
  const last = events.at(-1);
  return last ? [{ scheme, value, valueKey: nameKey(value), revision: last.revision }] : [];
};

/** What a batch changes of names. It reads and writes as much whatever is known of a name; decisions that are known are passed over. */
export async function projectNames(tx: Queryable, schema: string, groups: readonly NameEvents[]): Promise<NameChanges> {
  const revisions = await loadNameRevisions(
    tx,
    schema,
    groups.map(({ identifier }) => identifier),
  );
  const names = groups.map(({ identifier, events }): NameEvents => {
    const upTo = revisions.get(nameOfRow(identifier)) ?? -1;
    return { identifier, events: events.filter(({ revision }) => revision > upTo) };
  });
  return {
    names: names.flatMap(rowOf),
    ...(await projectHoldings(tx, schema, names)),
    passengers: names.flatMap(passengers),
    stays: await projectStays(tx, schema, names),
  };
}
