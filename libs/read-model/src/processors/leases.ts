import type { Queryable, ReadDatabase } from '../database/read-database';
import type { OwnedRange } from './checkpoints';
import type { ProcessorBuild } from './processor';
import { partitionsIn, regroup, takeTurns } from './ranges';
import { storable } from './set-aside';

/** How far partitions are: the place after which they go on, and the last event they saw, to recognise the log by. */
export interface Checkpoint extends OwnedRange {
  /** Ownership number: only who holds the newest one may move the checkpoint. */
  readonly epoch: bigint;
  /** -1 before the first event. */
  readonly commit: bigint;
  readonly prepare: bigint;
  readonly lastEvent: { readonly id: string; readonly position: bigint } | undefined;
  readonly deploymentId: string | undefined;
  /** Where they have to stand still, when they have to. */
  readonly hold: Hold | undefined;
}

/** The checkpoint of one partition. */
export interface PartitionCheckpoint extends Omit<Checkpoint, 'first' | 'last'> {
  readonly partition: number;
}

/** A place in the log that a partition of a build must not pass. */
export interface Hold {
  readonly commit: bigint;
  readonly prepare: bigint;
}

type CheckpointRow = {
  partition: number;
  last_partition: number;
  epoch: string;
  commit_position: string;
  prepare_position: string;
  last_event_id: string | null;
  last_event_position: string | null;
  deployment_id: string | null;
  hold_position: string | null;
  hold_prepare: string | null;
};

const checkpointOf = (row: CheckpointRow): Checkpoint => ({
  first: row.partition,
  last: row.last_partition,
  epoch: BigInt(row.epoch),
  commit: BigInt(row.commit_position),
  prepare: BigInt(row.prepare_position),
  lastEvent: row.last_event_id === null ? undefined : { id: row.last_event_id, position: BigInt(row.last_event_position ?? '-1') },
  deploymentId: row.deployment_id ?? undefined,
  hold:
    row.hold_position === null ? undefined : { commit: BigInt(row.hold_position), prepare: BigInt(row.hold_prepare ?? row.hold_position) },
});

const COLUMNS = `partition, last_partition, epoch, commit_position, prepare_position, last_event_id, last_event_position, deployment_id,
  hold_position, hold_prepare`;

/** How far every partition of a build is, in order. */
export async function checkpointsOf(database: Queryable, { name, version }: ProcessorBuild): Promise<PartitionCheckpoint[]> {
  const rows = await database.query<CheckpointRow>(
    `select ${COLUMNS} from waybill.checkpoint where processor = $1 and version = $2 order by partition`,
    [name, version],
    'checkpoints',
  );
  return rows.map(checkpointOf).flatMap((checkpoint) => {
    const { first, last, ...rest } = checkpoint;
    return partitionsIn(checkpoint).map((partition) => ({ ...rest, partition }));
  });
}

/**
 * Takes up to `$4` partitions that no other process holds. What an owner says of itself stays. A process with another definition than the one that
 * the build is made by gets none.
 */
const ACQUIRE = `
  with free as (
    select partition from waybill.lease
    where processor = $1 and version = $2 and (owner is null or owner = $3 or expires < now())
      and exists (select from waybill.build b where b.processor = $1 and b.version = $2 and b.definition = $6)
    order by owner = $3 desc nulls last, partition limit $4 for update skip locked
  )
  update waybill.lease l set owner = $3, expires = now() + $5 * interval '1 ms',
    state = case when l.owner = $3 then l.state else 'running' end, note = case when l.owner = $3 then l.note end
  from free where l.processor = $1 and l.version = $2 and l.partition = free.partition
  returning l.partition`;

const ACQUIRED = `
  select ${COLUMNS} from waybill.checkpoint where processor = $1 and version = $2 and partition = any($3::smallint[]) order by partition`;

const REVOKE = `
  update waybill.lease set owner = null, expires = '-infinity' where processor = $1 and version = $2`;

const RENEW = `
  update waybill.lease set expires = now() + $4 * interval '1 ms', state = $5, note = $6
  where processor = $1 and version = $2 and owner = $3 returning partition`;

const FREE = `
  select count(*)::int as count from waybill.lease where processor = $1 and version = $2 and (owner is null or expires < now())`;

const RELEASE = `
  update waybill.lease set owner = null, expires = '-infinity'
  where processor = $1 and version = $2 and owner = $3 and not partition = any($4::smallint[])`;

/** Takes all partitions of a build from their owners: nothing that those have begun can be committed any more. */
export async function revokeLeases(tx: Queryable, { name, version }: ProcessorBuild): Promise<void> {
  await takeTurns(tx, { name, version });
  await tx.query(REVOKE, [name, version]);
  await tx.query('update waybill.checkpoint set epoch = epoch + 1 where processor = $1 and version = $2', [name, version]);
}

/** What an owner says of itself while it holds its leases. */
export interface LeaseNote {
  readonly state: 'running' | 'retrying' | 'halted';
  readonly note?: string;
}

/** Who runs which partition. Time is Postgres's, so that the clocks of processes do not matter. */
export class Leases {
  constructor(
    private readonly database: ReadDatabase,
    private readonly build: ProcessorBuild & { readonly definition: number },
    private readonly owner: string,
    private readonly ttlMs: number,
  ) {}

  /**
   * Takes partitions for the time of a lease and gives back those beyond, so that none waits for an owner that does not work on it. Whatever
   * an owner before commits later finds another epoch. Partitions that are equally far share one checkpoint.
   */
  async acquire(atMost: number): Promise<Checkpoint[]> {
    const { name, version, definition } = this.build;
    return this.database.transaction(async (tx) => {
      await takeTurns(tx, this.build);
      const values = [name, version, this.owner, atMost, this.ttlMs, definition];
      const taken = (await tx.query<{ partition: number }>(ACQUIRE, values)).map(({ partition }) => partition);
      await tx.query(RELEASE, [name, version, this.owner, taken]);
      if (taken.length === 0) return [];
      await regroup(tx, this.build, taken);
      return (await tx.query<CheckpointRow>(ACQUIRED, [name, version, taken])).map(checkpointOf);
    });
  }

  /** Partitions that are still held, and how many have no owner. */
  async renew({ state, note }: LeaseNote): Promise<{ readonly held: readonly number[]; readonly free: number }> {
    const { name, version } = this.build;
    const rows = await this.database.query<{ partition: number }>(RENEW, [
      name,
      version,
      this.owner,
      this.ttlMs,
      state,
      note === undefined ? null : storable(note),
    ]);
    const [free] = await this.database.query<{ count: number }>(FREE, [name, version]);
    return { held: rows.map(({ partition }) => partition), free: free?.count ?? 0 };
  }

  async releaseAll(): Promise<void> {
    const { name, version } = this.build;
    await this.database.query(RELEASE, [name, version, this.owner, []]);
  }
}
