import {
  ABOUT_SHIPMENTS,
  ERASED,
  eraseRows,
  LIVE,
  type LiveRow,
  MILESTONE,
  POSITION,
  type Queryable,
  RETRACTION,
  SEARCH_NAME,
  SEARCH_PLACE,
  SHIPMENT,
  TIMELINE_ENTRY,
  TRACKED,
  TRACKING_LINK,
  upsert,
} from '@waybill/read-model';
import { timelineRows } from './cold';
import type { FoldedShipment } from './folded-shipment';
import { linkRows } from './links';
import { liveRow } from './live';
import { searchPlaces } from './names';
import { trackedRow } from './tracked';

function liveOf({ group, live, retractions, change, track }: FoldedShipment): LiveRow {
  const { terminalAt, fresh } = change;
  return liveRow(group, live, fresh, { track: track.state, terminalAt, retractions: (live?.retractions ?? 0) + retractions.added });
}

/** All rows of shipments go; which ones they were is kept. @param erasures positions by shipment id */
export async function eraseShipments(tx: Queryable, schema: string, erasures: ReadonlyMap<string, bigint>): Promise<void> {
  await eraseRows(tx, schema, ABOUT_SHIPMENTS, [...erasures.keys()]);
  const gone = [...erasures].map(([shipmentId, changed]) => ({ id: shipmentId, shipmentId, changed }));
  await upsert(tx, schema, ERASED, gone);
}

/** Writes what a batch changes, with one statement per table. Names that a shipment is found by are replaced, all of them. */
export async function writeShipments(tx: Queryable, schema: string, folded: readonly FoldedShipment[]): Promise<void> {
  const others = folded.flatMap((one) => one.others ?? []);
  const renamed = others.flatMap(({ cold: { row, names } }) => (names ? { shipmentId: row.shipmentId, names } : []));
  const positions = folded.flatMap(({ track }) => track.rows);
  const timeline = folded.flatMap(({ group }) => timelineRows(group.shipmentId, group.others));
  const milestones = others.flatMap(({ journey }) => journey.rows);
  const retractions = folded.flatMap((one) => one.retractions.changed);
  const links = linkRows(folded.map(({ group }) => group));
  await upsert(tx, schema, POSITION, positions);
  await upsert(tx, schema, LIVE, folded.map(liveOf));
  await upsert(
    tx,
    schema,
    TRACKED,
    folded.flatMap((one) => trackedRow(one) ?? []),
  );
  await upsert(
    tx,
    schema,
    SHIPMENT,
    others.map(({ cold }) => cold.row),
  );
  await upsert(
    tx,
    schema,
    SEARCH_PLACE,
    others.flatMap(({ cold }) => searchPlaces(cold.row)),
  );
  await upsert(tx, schema, TIMELINE_ENTRY, timeline);
  await upsert(tx, schema, MILESTONE, milestones);
  await upsert(tx, schema, RETRACTION, retractions);
  await upsert(tx, schema, TRACKING_LINK, links);
  await eraseRows(
    tx,
    schema,
    [SEARCH_NAME],
    renamed.map(({ shipmentId }) => shipmentId),
  );
  await upsert(
    tx,
    schema,
    SEARCH_NAME,
    renamed.flatMap(({ names }) => names),
  );
}
