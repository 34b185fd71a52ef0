import type { Instant } from '@waybill/events';
import type { Queryable } from '../database/read-database';
import { reading } from '../database/selection';
import { LIVE, type LiveRow, POSITION, type PositionRow } from './live.table';
import { SHIPMENT, type ShipmentRow } from './shipment.table';
import { RETRACTION, type RetractionRow } from './timeline.table';

const PLAN = ['registered', 'reference', 'carrier', 'carrierKey', 'mode', 'consignmentId', 'plannedDeparture', 'plannedArrival'] as const;
const KNOWN_SHIPMENT = reading(SHIPMENT, ['shipmentId', ...PLAN, 'journey']);
/** What a fold of decisions and milestones goes on from; the long parts of the plan stay where they are. */
export type KnownShipment = Pick<ShipmentRow, 'shipmentId' | (typeof PLAN)[number] | 'journey'>;

const LIVE_NAMES = ['shipmentId', 'revision', 'updatedAt', 'changed', 'retractions', 'terminalAt', 'scan'] as const;
const KNOWN_LIVE = reading(LIVE, LIVE_NAMES);
/** What a fold of reports goes on from. */
export type KnownLive = Pick<LiveRow, (typeof LIVE_NAMES)[number]>;

const KNOWN_RETRACTION = reading(RETRACTION);
const KNOWN_POSITION = reading(POSITION);
const FIX_TIME = reading(POSITION, ['shipmentId', 'time']);

const byShipment = <Row extends { readonly shipmentId: string }>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.shipmentId, row]));

export async function loadLive(tx: Queryable, schema: string, shipmentIds: readonly string[]): Promise<Map<string, KnownLive>> {
  const rows = await tx.query(
    `select ${KNOWN_LIVE.columns('l')} from ${schema}.live l where shipment_id = any($1::text[])`,
    [shipmentIds],
    `load live ${schema}`,
  );
  return byShipment(rows.map(KNOWN_LIVE.of));
}

export async function loadShipments(tx: Queryable, schema: string, shipmentIds: readonly string[]): Promise<Map<string, KnownShipment>> {
  if (shipmentIds.length === 0) return new Map();
  const rows = await tx.query(
    `select ${KNOWN_SHIPMENT.columns('s')} from ${schema}.shipment s where shipment_id = any($1::text[])`,
    [shipmentIds],
    `load shipments ${schema}`,
  );
  return byShipment(rows.map(KNOWN_SHIPMENT.of));
}

/** What a fold of decisions goes on from, by shipment. */
export async function loadFacts(tx: Queryable, schema: string, shipmentIds: readonly string[]): Promise<Map<string, unknown>> {
  if (shipmentIds.length === 0) return new Map();
  const rows = await tx.query<{ shipment_id: string; facts: unknown }>(
    `select shipment_id, facts from ${schema}.shipment where shipment_id = any($1::text[])`,
    [shipmentIds],
    `load facts ${schema}`,
  );
  return new Map(rows.map(({ shipment_id, facts }) => [shipment_id, facts]));
}

/** A fact of a shipment, by its event. */
export interface FactName {
  readonly shipmentId: string;
  readonly eventId: string;
}

/** The last words on some facts; a shipment may have any number of others. */
export async function loadRetractions(tx: Queryable, schema: string, facts: readonly FactName[]): Promise<RetractionRow[]> {
  if (facts.length === 0) return [];
  const rows = await tx.query(
    `select ${KNOWN_RETRACTION.columns('r')} from ${schema}.retraction r
     join (select distinct * from unnest($1::text[], $2::uuid[])) as x (shipment_id, fact_id) using (shipment_id, fact_id)`,
    [facts.map(({ shipmentId }) => shipmentId), facts.map(({ eventId }) => eventId)],
  );
  return rows.map(KNOWN_RETRACTION.of);
}

/** Event times of stored fixes, for retractions that name them. */
export async function loadFixTimes(
  tx: Queryable,
  schema: string,
  fixes: readonly FactName[],
): Promise<{ readonly shipmentId: string; readonly time: Instant }[]> {
  if (fixes.length === 0) return [];
  const rows = await tx.query(
    `select ${FIX_TIME.columns('p')} from ${schema}.position p
     join unnest($1::text[], $2::uuid[]) as x (shipment_id, event_id) using (shipment_id, event_id)`,
    [fixes.map(({ shipmentId }) => shipmentId), fixes.map(({ eventId }) => eventId)],
  );
  return rows.map(FIX_TIME.of);
}

/**
 * The stored fixes of each shipment from its last `ok` one strictly before `before` on; all of them when there is none. A scan from
 * there gives what a scan of the whole set gives. Shipment by shipment (`offset 0` keeps it so): of a table that Postgres has no
 * statistics of, because it is new or has crashed, it would rather read everything.
 */
export async function loadTracks(
  tx: Queryable,
  schema: string,
  tracks: readonly { readonly shipmentId: string; readonly before: number }[],
): Promise<PositionRow[]> {
  if (tracks.length === 0) return [];
  const rows = await tx.query(
    `select ${KNOWN_POSITION.columns('p')} from unnest($1::text[], $2::bigint[]) as x (shipment_id, before)
     cross join lateral (
       select coalesce(max(a.time), ${Number.MIN_SAFE_INTEGER}) as start from (
         select time from ${schema}.position o where o.shipment_id = x.shipment_id and o.time < x.before and o.mark = 'ok'
         order by o.time desc limit 1
       ) a
     ) restart
     cross join lateral (
       select * from ${schema}.position o where o.shipment_id = x.shipment_id and o.time >= restart.start offset 0
     ) p`,
    [tracks.map(({ shipmentId }) => shipmentId), tracks.map(({ before }) => before)],
  );
  return rows.map(KNOWN_POSITION.of);
}
