import type { ComparedTable } from '../comparison/tables';
import type { Queryable } from './read-database';

/** Deletes all rows of some shipments from tables of which each row belongs to one. */
export async function eraseRows(
  tx: Queryable,
  schema: string,
  tables: readonly ComparedTable[],
  shipmentIds: readonly string[],
): Promise<void> {
  if (shipmentIds.length === 0) return;
  for (const { table } of tables) await tx.query(`delete from ${schema}.${table} where shipment_id = any($1::text[])`, [shipmentIds]);
}
