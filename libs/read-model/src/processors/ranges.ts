import type { Queryable } from '../database/read-database';
import type { ProcessorBuild } from './processor';

/** Neighbouring partitions of a build that share a checkpoint, since they have one owner and are equally far. */
export interface PartitionRange {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
}

export const partitionsIn = ({ first, last }: PartitionRange): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/**
 * Cuts the checkpoints that the given partitions are part of, and joins given ones that are equally far; with `singly` each partition gets
 * a checkpoint of its own. Every piece gets a new epoch, so that every former owner is fenced. Checkpoints that none of the given
 * partitions is part of are not touched. Events that were handled are counted by one piece only. A batch that is just being committed is
 * waited for.
 */
const REGROUP = `
  with given as (select unnest($3::smallint[]) as partition),
  gone as (
    delete from waybill.checkpoint c
    where processor = $1 and version = $2 and exists (select from given g where g.partition between c.partition and c.last_partition)
    returning *
  ), pieces as (
    select gone.*, n as part, n in (select partition from given) as given,
      case when n = gone.partition then handled_events else 0 end as handled
    from gone cross join lateral generate_series(gone.partition, gone.last_partition) n
  ), numbered as (
    select *, part - row_number() over (
        partition by given, case when given then null else partition end, commit_position, prepare_position, hold_position, hold_prepare,
          case when $4 then part end
        order by part) as island
    from pieces
  )
  insert into waybill.checkpoint (processor, version, partition, last_partition, epoch, commit_position, prepare_position, hold_position,
    hold_prepare, last_event_id, last_event_position, last_event_time, deployment_id, emitted_position, updated_at, handled_events)
  select $1, $2, min(part), max(part), (select max(epoch) + 1 from gone), commit_position, prepare_position, hold_position, hold_prepare,
    (array_agg(last_event_id order by last_event_position desc nulls last))[1], max(last_event_position),
    (array_agg(last_event_time order by last_event_position desc nulls last))[1], max(deployment_id), max(emitted_position),
    max(updated_at), sum(handled)
  from numbered
  group by given, case when given then null else partition end, commit_position, prepare_position, hold_position, hold_prepare,
    case when $4 then part end, island`;

/** To be asked for before leases and checkpoints of a build are changed together: changes take turns. */
export async function takeTurns(tx: Queryable, { name, version }: ProcessorBuild): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`checkpoints of ${name} v${version}`]);
}

/** Gives the checkpoints of partitions a new epoch, and has those that are equally far share one. Only after `takeTurns`. */
export async function regroup(
  tx: Queryable,
  { name, version }: ProcessorBuild,
  partitions: readonly number[],
  singly = false,
): Promise<void> {
  await tx.query(REGROUP, [name, version, partitions, singly]);
}
