import type { Queryable } from '../database/read-database';
import type { ProcessorBuild } from './processor';

/** When a reactor wants to hear of a key again. */
export interface StoredDeadline {
  readonly partition: number;
  readonly key: string;
  /** Milliseconds since the Unix epoch; null = no more. */
  readonly due: number | null;
}

/** Takes the place of what was kept for these keys. Belongs into the transaction that moves the checkpoint. */
export async function setDeadlines(tx: Queryable, { name, version }: ProcessorBuild, deadlines: readonly StoredDeadline[]): Promise<void> {
  const over = deadlines.filter(({ due }) => due === null).map(({ key }) => key);
  const next = deadlines.filter(({ due }) => due !== null);
  if (over.length > 0)
    await tx.query(`delete from waybill.deadline where processor = $1 and version = $2 and key = any($3::text[])`, [name, version, over]);
  if (next.length === 0) return;
  await tx.query(
    `insert into waybill.deadline (processor, version, partition, key, due)
     select $1, $2, * from unnest($3::smallint[], $4::text[], $5::bigint[])
     on conflict (processor, version, key) do update set due = excluded.due`,
    [name, version, next.map(({ partition }) => partition), next.map(({ key }) => key), next.map(({ due }) => due)],
    'set deadlines',
  );
}

/**
 * Holds while nothing of a deadline's key is set aside. One that has something set aside keeps its deadline, and hears of it when it goes on.
 */
export const KEY_GOES_ON = `not exists (
  select from waybill.dead_letter e where e.processor = d.processor and e.version = d.version and e.key = d.key collate "default")`;

/** Keys of some partitions whose time has come and that go on, in no order; an index is looked up, however many others wait. */
export async function dueKeys(
  tx: Queryable,
  { name, version }: ProcessorBuild,
  partitions: readonly number[],
  now: number,
  limit: number,
): Promise<readonly { readonly partition: number; readonly key: string }[]> {
  return tx.query(
    `select partition, key from waybill.deadline d
     where processor = $1 and version = $2 and partition = any($3::smallint[]) and due <= $4 and ${KEY_GOES_ON} limit $5`,
    [name, version, partitions, now, limit],
    'due keys',
  );
}

/** Due before anything that a clock sets, in milliseconds since the Unix epoch. */
export const AT_ONCE = 0;

/** Lets everything that is kept for some partitions fall due at once. */
export async function hastenDeadlines(tx: Queryable, { name, version }: ProcessorBuild, partitions: readonly number[]): Promise<void> {
  await tx.query(
    `update waybill.deadline set due = $4 where processor = $1 and version = $2 and partition = any($3::smallint[]) and due > $4`,
    [name, version, partitions, AT_ONCE],
  );
}
