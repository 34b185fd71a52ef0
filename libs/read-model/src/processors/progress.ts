import type { Queryable } from '../database/read-database';
import { AT_ONCE, KEY_GOES_ON } from './deadlines';
import type { LiveProcessor } from './live-schemas';
import { PARTITIONS } from './processor';

/** How far a processor is: the least of its partitions, and for reactors the last event that it appended. */
export interface Progress extends LiveProcessor {
  /** -1 before the first event, or while partitions are missing. */
  readonly position: bigint;
  readonly emitted: bigint;
  /** Has to look at everything once more, for what it has passed already (`hastenDeadlines`). */
  readonly unfinished: boolean;
}

const PROGRESS = `
  select p.name, p.kind, p.live_version as version, p.schema, coalesce(sum(c.last_partition - c.partition + 1), 0)::int as partitions, min(c.commit_position) as position, max(c.emitted_position) as emitted,
    p.kind = 'reactor' and exists (
      select from generate_series(0, ${PARTITIONS - 1}) n
      join waybill.deadline d on d.processor = p.name and d.version = p.live_version and d.partition = n and d.due = ${AT_ONCE}
      where ${KEY_GOES_ON}) as unfinished
  from waybill.processor p
  left join waybill.checkpoint c on c.processor = p.name and c.version = p.live_version
  group by p.name`;

type Row = {
  name: string;
  kind: 'projection' | 'reactor';
  version: number;
  schema: string | null;
  partitions: number;
  position: string | null;
  emitted: string | null;
  unfinished: boolean;
};

/** Progress of the live build of every processor. */
export async function progress(database: Queryable): Promise<Progress[]> {
  const rows = await database.query<Row>(PROGRESS, [], 'progress');
  return rows.map(({ name, kind, version, schema, partitions, position, emitted, unfinished }) => ({
    name,
    kind,
    version,
    schema: schema ?? undefined,
    position: partitions < PARTITIONS ? -1n : BigInt(position ?? '-1'),
    emitted: BigInt(emitted ?? '-1'),
    unfinished,
  }));
}

/** A processor whose live build has not moved for a while, and where its slowest partition stands. */
export interface Standing {
  readonly name: string;
  readonly position: bigint;
}

const STANDING = `
  select p.name, min(c.commit_position) as position from waybill.processor p
  join waybill.checkpoint c on c.processor = p.name and c.version = p.live_version
  where p.name = any($2::text[]) and c.updated_at < now() - $1 * interval '1 ms' group by p.name order by p.name`;

/** Those of some processors of which a partition has not moved for so long; that is no fault where the log has not gone on either. */
export async function standing(database: Queryable, names: readonly string[], forMs: number): Promise<Standing[]> {
  const rows = await database.query<{ name: string; position: string }>(STANDING, [forMs, names], 'standing');
  return rows.map(({ name, position }) => ({ name, position: BigInt(position) }));
}

const lowest = (values: readonly bigint[]): bigint => {
  let low = values[0] ?? -1n;
  for (const value of values) if (value < low) low = value;
  return low;
};

/** Least position of the named processors; -1 when any is missing. */
export function positionOf(all: readonly Progress[], names: readonly string[]): bigint {
  return lowest(names.map((name) => all.find((one) => one.name === name)?.position ?? -1n));
}
