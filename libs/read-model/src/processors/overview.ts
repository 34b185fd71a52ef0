import type { Queryable } from '../database/read-database';
import { iso, isoOrNull, positionOrNull } from '../view';
import type { ProcessorPartition, ProjectorProcess } from './partition.view';

const PARTITION_ROWS = `
  select c.processor, p.kind, c.version, c.version = p.live_version as live, n as partition, c.commit_position as position,
    c.emitted_position as "emittedPosition",
    (extract(epoch from c.last_event_time) * 1000)::bigint as "lastEventTime", (extract(epoch from c.updated_at) * 1000)::bigint as "updatedAt",
    case when l.owner is null or l.expires < now() then 'unowned' else l.state end as state, l.note,
    case when l.expires >= now() then l.owner end as owner, coalesce(d.count, 0)::int as "deadLetters",
    k.digest, k.position as "digestPosition"
  from waybill.checkpoint c
  cross join lateral generate_series(c.partition, c.last_partition) n
  join waybill.processor p on p.name = c.processor
  left join waybill.lease l on l.processor = c.processor and l.version = c.version and l.partition = n
  left join (select processor, version, partition, count(*) as count from waybill.dead_letter group by 1, 2, 3) d
    on d.processor = c.processor and d.version = c.version and d.partition = n
  left join lateral (
    select x.digest, x.position from (
      select comparison from waybill.build b
      where b.processor = c.processor and b.comparison is not null and (b.version = c.version or c.version = p.live_version)
      order by b.version desc limit 1
    ) last, jsonb_to_recordset(last.comparison -> 'partitions') as x (partition int, position text, digest text)
    where x.partition = n
  ) k on true
  order by p.kind, c.processor, c.version, n`;

/** Times come as milliseconds, and no position as a negative one. */
const viewOf = (row: ProcessorPartition): ProcessorPartition => ({
  ...row,
  position: positionOrNull(row.position),
  lastEventTime: isoOrNull(row.lastEventTime),
  updatedAt: iso(row.updatedAt),
});

export const processorPartitions = async (database: Queryable): Promise<ProcessorPartition[]> =>
  (await database.query<ProcessorPartition>(PARTITION_ROWS, [], 'processors')).map(viewOf);

export async function projectorProcesses(database: Queryable): Promise<ProjectorProcess[]> {
  const rows = await database.query<{ owner: string; seen: string; metrics: unknown[] }>(
    `select owner, (extract(epoch from seen) * 1000)::bigint as seen, metrics from waybill.projector order by owner`,
  );
  return rows.map(({ owner, seen, metrics }) => ({ owner, seenAt: iso(seen), metrics }));
}
