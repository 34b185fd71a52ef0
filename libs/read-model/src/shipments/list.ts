import { Cursors, pageOf, pageSize } from '../cursors';
import type { Queryable } from '../database/read-database';
import type { ShipmentFilter, ShipmentSort } from '../filters';
import type { ConsignmentView, Page, ShipmentDetail, ShipmentSummary } from '../views';
import { conditionsOf } from './conditions';
import { type DetailRow, detailOf, isoOrNull, type ShipmentSchemas, type SummaryRow, summaryColumns, summaryOf } from './summary';
import { NEVER } from './tables';

/** The orders that there are, and nothing else: name → expression and kind of its value. */
const ORDERS: Readonly<Record<string, { readonly by: string; readonly key: 'text' | 'time' }>> = {
  shipmentId: { by: 's.shipment_id', key: 'text' },
  updatedAt: { by: 'l.updated_at', key: 'time' },
  plannedArrival: { by: `coalesce(s.planned_arrival, ${NEVER})`, key: 'time' },
};

type KeyedRow = SummaryRow & { readonly sort_key: string };

/** One page of shipments, by keyset: deep pages cost as much as the first. */
export async function listShipments(database: Queryable, schemas: ShipmentSchemas, filter: ShipmentFilter): Promise<Page<ShipmentSummary>> {
  const sort: ShipmentSort = filter.sort ?? '-updatedAt';
  const descending = sort.startsWith('-');
  const { by, key } = ORDERS[descending ? sort.slice(1) : sort] as (typeof ORDERS)[string];
  const conditions = conditionsOf(filter, schemas);
  const cursors = new Cursors(sort, [key, 'text']);
  const after = cursors.decode(filter.cursor);
  if (after) conditions.and(`(${by}, s.shipment_id) ${descending ? '<' : '>'} (?, ?)`, ...after);
  const size = pageSize(filter.limit);
  const direction = descending ? 'desc' : 'asc';
  const rows = await database.query<KeyedRow>(
    `select ${by} as sort_key, ${summaryColumns(schemas)} from ${schemas.shipments}.shipment s join ${schemas.shipments}.live l using (shipment_id)
     where ${conditions.sql} order by ${by} ${direction}, s.shipment_id ${direction} limit ${size + 1}`,
    conditions.params,
  );
  return pageOf(rows, size, summaryOf, (row) => cursors.encode(key === 'time' ? Number(row.sort_key) : row.sort_key, row.shipment_id));
}

export async function shipmentDetail(
  database: Queryable,
  schemas: ShipmentSchemas,
  shipmentId: string,
): Promise<ShipmentDetail | undefined> {
  const [row] = await database.query<DetailRow>(
    `select ${summaryColumns(schemas)}, s.route, s.stops, s.rules, s.aboard
     from ${schemas.shipments}.shipment s join ${schemas.shipments}.live l using (shipment_id) where s.registered and s.shipment_id = $1`,
    [shipmentId],
    `shipment detail ${schemas.shipments} ${schemas.exceptions}`,
  );
  return row && detailOf(row);
}

/** Pieces that one answer holds at most. */
const MAX_PIECES = 1_000;

export async function consignment(
  database: Queryable,
  schemas: ShipmentSchemas,
  consignmentId: string,
): Promise<ConsignmentView | undefined> {
  const rows = await database.query<SummaryRow>(
    `select ${summaryColumns(schemas)} from ${schemas.shipments}.shipment s join ${schemas.shipments}.live l using (shipment_id)
     where s.registered and s.consignment_id = $1 order by s.shipment_id limit ${MAX_PIECES}`,
    [consignmentId],
  );
  const [first] = rows;
  if (!first) return undefined;
  const same = rows.every(({ status }) => status === first.status);
  const delivered = rows.every(({ delivered_at }) => delivered_at !== null);
  return {
    consignmentId,
    status: same ? first.status : 'PARTIAL',
    deliveredAt: delivered ? isoOrNull(Math.max(...rows.map((row) => Number(row.delivered_at)))) : null,
    shipments: rows.map(summaryOf),
  };
}
