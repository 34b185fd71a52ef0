import { type Instant, instantAt, type ShipmentStatus } from '@waybill/events';
import { Cursors, pageOf, pageSize, withinBytes } from '../cursors';
import type { Queryable } from '../database/read-database';
import type { ShipmentFilter, ShipmentSort } from '../filters';
import type { Page } from '../view';
import { conditionsOf } from './conditions';
import { namedLike } from './named';
import { NEVER } from './shipment.table';
import type { ConsignmentPieces, ShipmentDetail, ShipmentSummary } from './shipment.view';
import { detailColumns, detailOf, type ShipmentSchemas, summaryColumns, summaryOf } from './summary.reads';

/** The orders that there are, and nothing else: name → expression and kind of its value. */
const ORDERS: Readonly<Record<string, { readonly by: string; readonly key: 'text' | 'time' }>> = {
  shipmentId: { by: 's.shipment_id', key: 'text' },
  updatedAt: { by: 'l.updated_at', key: 'time' },
  plannedArrival: { by: `coalesce(s.planned_arrival, ${NEVER})`, key: 'time' },
};

/** What of a shipment in a list can be large. */
const LARGE_COLUMNS = ['identifiers', 'lastMilestone', 'openExceptions']
  .map((column) => `coalesce(octet_length("${column}"::text), 0)`)
  .join(' + ');

type SummaryRead = Parameters<typeof summaryOf>[0];
type KeyedRead = SummaryRead & { readonly sort_key: string; readonly shipmentId: string };

/** One page of shipments, by keyset: deep pages cost as much as the first. */
export async function listShipments(database: Queryable, schemas: ShipmentSchemas, filter: ShipmentFilter): Promise<Page<ShipmentSummary>> {
  const sort: ShipmentSort = filter.sort ?? '-updatedAt';
  const descending = sort.startsWith('-');
  const { by, key } = ORDERS[descending ? sort.slice(1) : sort] as (typeof ORDERS)[string];
  const named = filter.q === undefined ? undefined : await namedLike(database, schemas.shipments, filter.q);
  const conditions = conditionsOf(filter, named, schemas);
  const cursors = new Cursors(sort, [key, 'text']);
  const after = cursors.decode(filter.cursor);
  if (after) conditions.and(`(${by}, s.shipment_id) ${descending ? '<' : '>'} (?, ?)`, ...after);
  const size = pageSize(filter.limit);
  const direction = descending ? 'desc' : 'asc';
  const rows = await database.query<KeyedRead>(
    withinBytes(
      `select ${by} as sort_key, ${summaryColumns(schemas)} from ${schemas.shipments}.shipment s join ${schemas.shipments}.live l using (shipment_id)
     where ${conditions.sql} order by ${by} ${direction}, s.shipment_id ${direction} limit ${size + 1}`,
      LARGE_COLUMNS,
    ),
    conditions.params,
  );
  return pageOf(rows, size, summaryOf, (row) => cursors.encode(key === 'time' ? Number(row.sort_key) : row.sort_key, row.shipmentId));
}

export async function readShipment(database: Queryable, schemas: ShipmentSchemas, shipmentId: string): Promise<ShipmentDetail | undefined> {
  const [row] = await database.query<SummaryRead>(
    `select ${detailColumns(schemas)}
     from ${schemas.shipments}.shipment s join ${schemas.shipments}.live l using (shipment_id) where s.registered and s.shipment_id = $1`,
    [shipmentId],
    `shipment detail ${schemas.shipments} ${schemas.exceptions} ${schemas.predictions}`,
  );
  return row && detailOf(row);
}

/** Pieces that one answer shows at most. */
const MAX_PIECES = 1_000;

const instantOrUndefined = (millis: string | null): Instant | undefined => (millis === null ? undefined : instantAt(Number(millis)));

type PieceRead = { readonly status: ShipmentStatus; readonly delivered_at: string | null };

/** All pieces for what is folded of them, and the first of them to show. */
export async function consignmentPieces(database: Queryable, schemas: ShipmentSchemas, consignmentId: string): Promise<ConsignmentPieces> {
  const all = await database.query<PieceRead>(
    `select status, delivered_at from ${schemas.shipments}.shipment where registered and consignment_id = $1`,
    [consignmentId],
  );
  const shown = await database.query<SummaryRead>(
    `select ${summaryColumns(schemas)} from ${schemas.shipments}.shipment s join ${schemas.shipments}.live l using (shipment_id)
     where s.registered and s.consignment_id = $1 order by s.shipment_id limit ${MAX_PIECES}`,
    [consignmentId],
  );
  return {
    all: all.map(({ status, delivered_at }) => ({ status, deliveredAt: instantOrUndefined(delivered_at) })),
    shown: shown.map(summaryOf),
  };
}
