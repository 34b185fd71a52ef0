import { nameKey } from '@waybill/events';
import { Conditions } from '../database/conditions';
import type { Queryable } from '../database/read-database';

/** Some shipments: all conditions must hold. */
export interface ShipmentScope {
  readonly shipmentIds?: readonly string[];
  readonly carrier?: string;
  /** Any of them. */
  readonly labels?: readonly string[];
  /** Under way at this time or later, milliseconds since the Unix epoch. */
  readonly endedAfter?: number;
}

function conditionsOf({ shipmentIds, carrier, labels, endedAfter }: ShipmentScope): Conditions {
  const conditions = new Conditions().and('registered');
  if (shipmentIds) conditions.and('shipment_id = any(?::text[])', shipmentIds);
  if (carrier !== undefined) conditions.and('carrier_key = ?', nameKey(carrier));
  if (labels)
    conditions.and(
      'exists (select from jsonb_array_elements_text(label_keys) as l (label) where label = any(?::text[]))',
      labels.map(nameKey),
    );
  if (endedAfter !== undefined) conditions.and('terminal_at is null or terminal_at >= ?', endedAfter);
  return conditions;
}

/** Ids in their order, behind one of them. */
export async function shipmentIds(
  database: Queryable,
  schema: string,
  scope: ShipmentScope,
  after: string,
  limit: number,
): Promise<string[]> {
  const conditions = conditionsOf(scope).and('shipment_id > ?', after);
  const rows = await database.query<{ shipment_id: string }>(
    `select shipment_id from ${schema}.shipment where ${conditions.sql} order by shipment_id limit ${limit}`,
    conditions.params,
  );
  return rows.map(({ shipment_id }) => shipment_id);
}

export async function countShipments(database: Queryable, schema: string, scope: ShipmentScope): Promise<number> {
  const conditions = conditionsOf(scope);
  const [row] = await database.query<{ count: number }>(
    `select count(*)::int as count from ${schema}.shipment where ${conditions.sql}`,
    conditions.params,
  );
  return row?.count ?? 0;
}
