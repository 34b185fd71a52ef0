import type { Queryable } from './read-database';
import type { Table } from './table';

/** Deletes all rows of tables that are about some things, for example shipments. */
export async function eraseRows(tx: Queryable, schema: string, tables: readonly Table[], things: readonly string[]): Promise<void> {
  if (things.length === 0) return;
  for (const { name, about } of tables) await tx.query(`delete from ${schema}.${name} where ${about} = any($1::text[])`, [things]);
}
