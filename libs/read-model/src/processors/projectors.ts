import type { ReadDatabase } from '../database/read-database';

const BEAT = `
  insert into waybill.projector (owner, processors, seen, metrics) values ($1, $2, now(), $3)
  on conflict (owner) do update set processors = excluded.processors, seen = now(), metrics = excluded.metrics`;

/** Says that a process is alive and what it runs; answers all that are, itself included. Rows of the dead go after a minute. */
export async function beat(
  database: ReadDatabase,
  self: { readonly owner: string; readonly processors: readonly string[]; readonly metrics: unknown },
  aliveMs: number,
): Promise<{ owner: string; processors: string[] }[]> {
  await database.query(BEAT, [self.owner, self.processors, JSON.stringify(self.metrics)]);
  await database.query(`delete from waybill.projector where seen < now() - interval '1 minute'`);
  return database.query(`select owner, processors from waybill.projector where seen > now() - $1 * interval '1 ms' order by owner`, [
    aliveMs,
  ]);
}

export async function retire(database: ReadDatabase, owner: string): Promise<void> {
  await database.query('delete from waybill.projector where owner = $1', [owner]);
}

/** Owners that hold leases or have said that they are alive. */
export async function knownOwners(database: ReadDatabase): Promise<string[]> {
  const rows = await database.query<{ owner: string }>(
    `select owner from waybill.projector union select owner from waybill.lease where owner is not null
     union select controller from waybill.build where controller is not null`,
  );
  return rows.map(({ owner }) => owner);
}

/** Takes everything from owners that are certainly gone, so that their leases need not run out first. Fencing makes a mistake harmless. */
export async function evict(database: ReadDatabase, owners: readonly string[]): Promise<void> {
  if (owners.length === 0) return;
  await database.query(`update waybill.lease set owner = null, expires = '-infinity' where owner = any($1::text[])`, [owners]);
  await database.query('update waybill.build set controller = null where controller = any($1::text[])', [owners]);
  await database.query('delete from waybill.projector where owner = any($1::text[])', [owners]);
}
