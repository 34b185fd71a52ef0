import type { Queryable } from '../database/read-database';
import type { ProcessorBuild } from './processor';

/** Another process owns a partition now, or the build has to stand still: this process's work on it must not be committed. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/** An event by which the log can be recognised later. */
export interface SeenEvent {
  readonly id: string;
  readonly position: bigint;
  readonly recordedTime: string;
}

/** A step forward of some partitions of one processor. */
export interface Advance {
  readonly partitions: readonly { readonly partition: number; readonly epoch: bigint; readonly commit: bigint }[];
  readonly commit: bigint;
  readonly prepare: bigint;
  /** Last event up to that position that the feed gave, wanted or not; undefined when it gave none since the step before. */
  readonly lastEvent?: SeenEvent;
  /** Undefined while the log does not say. */
  readonly deploymentId?: string;
  /** Position of the last event that a reactor appended. */
  readonly emitted?: bigint;
  /** Events that were handed to the processor in this step. */
  readonly handled?: number;
}

const ADVANCE = `
  update waybill.checkpoint c set
    commit_position = $3, prepare_position = $4,
    last_event_id = coalesce($5, c.last_event_id), last_event_position = coalesce($6, c.last_event_position),
    last_event_time = coalesce($7, c.last_event_time), deployment_id = coalesce($8, c.deployment_id),
    emitted_position = greatest(c.emitted_position, $9), updated_at = clock_timestamp(),
    handled_events = c.handled_events + case when c.partition = ($10::smallint[])[1] then $13::bigint else 0 end
  from unnest($10::smallint[], $11::bigint[], $12::bigint[]) as mine (partition, epoch, commit)
  where c.processor = $1 and c.version = $2 and c.partition = mine.partition
    and c.epoch = mine.epoch and c.commit_position = mine.commit and c.commit_position <= $3
    and (c.hold_position is null or c.hold_position >= $3)
  returning c.partition`;

/**
 * Moves all given partitions in one statement, on the condition that each stands where its owner left it, has the owner's epoch, and
 * need not stand still before.
 * @throws Fenced when any does not: the transaction must then be rolled back.
 */
export async function advance(tx: Queryable, { name, version }: ProcessorBuild, step: Advance): Promise<void> {
  const { partitions, lastEvent } = step;
  const moved = await tx.query(
    ADVANCE,
    [
      name,
      version,
      step.commit,
      step.prepare,
      lastEvent?.id ?? null,
      lastEvent?.position ?? null,
      lastEvent?.recordedTime ?? null,
      step.deploymentId ?? null,
      step.emitted ?? null,
      partitions.map(({ partition }) => partition),
      partitions.map(({ epoch }) => epoch),
      partitions.map(({ commit }) => commit),
      step.handled ?? 0,
    ],
    'advance',
  );
  if (moved.length !== partitions.length) {
    throw new Fenced(
      `${name} v${version}: ${partitions.length - moved.length} of ${partitions.length} partitions have another owner or stand still.`,
    );
  }
}

/**
 * Keeps a partition from getting another owner until the transaction ends.
 * @throws Fenced when it has another one already
 */
export async function holdPartition(
  tx: Queryable,
  { name, version }: ProcessorBuild,
  { partition, epoch }: { readonly partition: number; readonly epoch: bigint },
): Promise<void> {
  const held = await tx.query(
    `select from waybill.checkpoint where processor = $1 and version = $2 and partition = $3 and epoch = $4 for update`,
    [name, version, partition, epoch],
  );
  if (held.length === 0) throw new Fenced(`${name} v${version}: partition ${partition} has another owner.`);
}

/**
 * Tells the position of the last event that a reactor appended without moving a checkpoint: readers that wait for what follows from
 * something have to pass it too.
 */
export async function noteEmitted(tx: Queryable, { name, version }: ProcessorBuild, partition: number, emitted: bigint): Promise<void> {
  await tx.query(
    `update waybill.checkpoint set emitted_position = $4
     where processor = $1 and version = $2 and partition = $3 and coalesce(emitted_position, -1) < $4`,
    [name, version, partition, emitted],
  );
}
