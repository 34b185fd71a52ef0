import type { Queryable } from '@waybill/read-model';

/** A change of a checkpoint, in the order in which they were committed. */
export interface CheckpointChange {
  /** Processor, version and partition. */
  readonly place: string;
  /** The database user that made the change; each process has one of its own. */
  readonly by: string;
  readonly epoch: bigint;
  readonly before: bigint;
  readonly commit: bigint;
}

/**
 * Row locks are held until the end of a transaction, so the numbers of one partition stand in the order of the commits. A row covers
 * neighbouring partitions; where rows are cut or joined, new ones are inserted, which must not move a position.
 */
const AUDIT = [
  'create schema audit',
  `create table audit.change (
    number bigint generated always as identity primary key,
    processor text, version int, partition int, by text, epoch bigint, before bigint, commit bigint
  )`,
  `create function audit.note() returns trigger language plpgsql as $$ begin
    insert into audit.change (processor, version, partition, by, epoch, before, commit)
    select new.processor, new.version, n, session_user, new.epoch,
      case when tg_op = 'UPDATE' then old.commit_position else new.commit_position end, new.commit_position
    from generate_series(new.partition, new.last_partition) n;
    return null;
  end $$`,
  'create trigger audit after insert or update on waybill.checkpoint for each row execute function audit.note()',
];

/** From now on every change of a checkpoint is noted with the user that made it. The checkpoints' table must be there. */
export async function auditCheckpoints(database: Queryable): Promise<void> {
  for (const statement of AUDIT) await database.query(statement);
}

export async function checkpointChanges(database: Queryable): Promise<CheckpointChange[]> {
  const rows = await database.query<Record<'place' | 'by' | 'epoch' | 'before' | 'commit', string>>(
    `select processor || ' v' || version || '/' || partition as place, by, epoch, before, commit from audit.change order by number`,
  );
  return rows.map(({ place, by, epoch, before, commit }) => ({
    place,
    by,
    epoch: BigInt(epoch),
    before: BigInt(before),
    commit: BigInt(commit),
  }));
}

/**
 * Changes that must not be: a step by another than who took the partition last (a zombie's commit), an epoch or a position that goes
 * back, a step that does not begin where the one before ended.
 */
export function wrongChanges(changes: Iterable<CheckpointChange>): string[] {
  const last = new Map<string, CheckpointChange>();
  const wrong: string[] = [];
  for (const change of changes) {
    const before = last.get(change.place);
    last.set(change.place, change);
    const problem = before && problemOf(before, change);
    if (problem) wrong.push(`${change.place}: ${problem}`);
  }
  return wrong;
}

function problemOf(before: CheckpointChange, change: CheckpointChange): string | undefined {
  if (change.epoch < before.epoch) return `epoch ${change.epoch} of ${change.by} was committed after epoch ${before.epoch} of ${before.by}`;
  if (change.epoch === before.epoch && change.by !== before.by)
    return `zombie commit of ${change.by} in epoch ${change.epoch} of ${before.by}`;
  if (change.commit < before.commit) return `the checkpoint went back from ${before.commit} to ${change.commit}`;
  if (change.before !== before.commit) return `a step from ${change.before} although the one before had come to ${before.commit}`;
  return undefined;
}
