import type { Queryable } from '../database/read-database';
import type { ErasedRow } from './erased.table';

/** Keeps the exceptions of shipments that are erased, before their rows go. @param erasures positions by shipment id */
export async function rememberExceptions(tx: Queryable, schema: string, erasures: ReadonlyMap<string, bigint>): Promise<void> {
  if (erasures.size === 0) return;
  await tx.query(
    `insert into ${schema}.erased (id, shipment_id, changed)
     select e.exception_id, e.shipment_id, x.changed
     from unnest($1::text[], $2::bigint[]) as x (shipment_id, changed) join ${schema}.exception e using (shipment_id)
     on conflict (id) do update set changed = excluded.changed`,
    [[...erasures.keys()], [...erasures.values()]],
  );
}

/** A row that is gone. */
export type GoneRow = Pick<ErasedRow, 'id' | 'shipmentId'>;

/** Rows that were erased behind a position. */
export async function erasedSince(tx: Queryable, schema: string, since: bigint, most: number): Promise<readonly GoneRow[]> {
  return tx.query<GoneRow & Record<string, unknown>>(
    `select id, shipment_id as "shipmentId" from ${schema}.erased where changed > $1 order by changed limit ${most}`,
    [since],
  );
}
