import { formatInstant } from '@waybill/events';
import type { Queryable } from '../database/read-database';
import type { ProcessorPartition, ProjectorProcess } from './views';

const PARTITION_ROWS = `
  select c.processor, p.kind, c.version, c.version = p.live_version as live, c.partition, c.commit_position, c.emitted_position,
    (extract(epoch from c.last_event_time) * 1000)::bigint as last_event_time, (extract(epoch from c.updated_at) * 1000)::bigint as updated_at,
    case when l.owner is null or l.expires < now() then 'unowned' else l.state end as state, l.note,
    case when l.expires >= now() then l.owner end as owner, coalesce(d.parked, 0)::int as parked,
    k.digest, k.position as digest_position
  from waybill.checkpoint c
  join waybill.processor p on p.name = c.processor
  left join waybill.lease l using (processor, version, partition)
  left join (select processor, version, partition, count(*) as parked from waybill.parked_event group by 1, 2, 3) d
    using (processor, version, partition)
  left join lateral (
    select x.digest, x.position from (
      select comparison from waybill.build b
      where b.processor = c.processor and b.comparison is not null and (b.version = c.version or c.version = p.live_version)
      order by b.version desc limit 1
    ) last, jsonb_to_recordset(last.comparison -> 'partitions') as x (partition int, position text, digest text)
    where x.partition = c.partition
  ) k on true
  order by p.kind, c.processor, c.version, c.partition`;

type Row = {
  processor: string;
  kind: 'projection' | 'reactor';
  version: number;
  live: boolean;
  partition: number;
  commit_position: string;
  emitted_position: string | null;
  last_event_time: string | null;
  updated_at: string;
  state: ProcessorPartition['state'];
  note: string | null;
  owner: string | null;
  parked: number;
  digest: string | null;
  digest_position: string | null;
};

const viewOf = (row: Row): ProcessorPartition => ({
  processor: row.processor,
  kind: row.kind,
  version: row.version,
  live: row.live,
  partition: row.partition,
  position: row.commit_position.startsWith('-') ? null : BigInt(row.commit_position),
  lastEventTime: row.last_event_time === null ? null : formatInstant(Number(row.last_event_time)),
  emittedPosition: row.emitted_position === null ? null : BigInt(row.emitted_position),
  state: row.state,
  note: row.note,
  owner: row.owner,
  parkedEvents: row.parked,
  digest: row.digest,
  digestPosition: row.digest_position,
  updatedAt: formatInstant(Number(row.updated_at)),
});

export const processorPartitions = async (database: Queryable): Promise<ProcessorPartition[]> =>
  (await database.query<Row>(PARTITION_ROWS, [], 'processors')).map(viewOf);

export async function projectorProcesses(database: Queryable): Promise<ProjectorProcess[]> {
  const rows = await database.query<{ owner: string; seen: string; metrics: unknown[] }>(
    `select owner, (extract(epoch from seen) * 1000)::bigint as seen, metrics from waybill.projector order by owner`,
  );
  return rows.map(({ owner, seen, metrics }) => ({ owner, seenAt: formatInstant(Number(seen)), metrics }));
}
