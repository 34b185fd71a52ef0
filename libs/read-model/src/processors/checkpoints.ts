import type { Queryable } from '../database/read-database';
import type { ProcessorBuild } from './processor';
import type { PartitionRange } from './ranges';

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

/** Partitions with one checkpoint as their owner left it. */
export interface OwnedRange extends PartitionRange {
  readonly epoch: bigint;
  readonly commit: bigint;
}

/** A step forward of some partitions of one processor. */
export interface Advance {
  readonly ranges: readonly OwnedRange[];
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

/** A step of one build. */
export interface Move {
  readonly build: ProcessorBuild;
  readonly step: Advance;
}

const ADVANCE = `
  update waybill.checkpoint c set
    commit_position = mine.to_commit, prepare_position = mine.to_prepare,
    last_event_id = coalesce(mine.event_id, c.last_event_id), last_event_position = coalesce(mine.event_position, c.last_event_position),
    last_event_time = coalesce(mine.event_time, c.last_event_time), deployment_id = coalesce(mine.deployment, c.deployment_id),
    emitted_position = greatest(c.emitted_position, mine.emitted), updated_at = clock_timestamp(),
    handled_events = c.handled_events + mine.handled
  from unnest($1::text[], $2::int[], $3::smallint[], $4::smallint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::uuid[],
    $10::bigint[], $11::timestamptz[], $12::text[], $13::bigint[], $14::bigint[])
    as mine (processor, version, first, last, epoch, commit, to_commit, to_prepare, event_id, event_position, event_time, deployment, emitted, handled)
  where c.processor = mine.processor and c.version = mine.version and c.partition = mine.first and c.last_partition = mine.last
    and c.epoch = mine.epoch and c.commit_position = mine.commit and c.commit_position <= mine.to_commit
    and (c.hold_position is null or c.hold_position >= mine.to_commit)
  returning c.partition`;

/** What a statement is given for one range, in the order of its arrays. */
const valuesOf = ({ build, step }: Move, { first, last, epoch, commit }: OwnedRange): readonly unknown[] => [
  build.name,
  build.version,
  first,
  last,
  epoch,
  commit,
  step.commit,
  step.prepare,
  step.lastEvent?.id ?? null,
  step.lastEvent?.position ?? null,
  step.lastEvent?.recordedTime ?? null,
  step.deploymentId ?? null,
  step.emitted ?? null,
  first === step.ranges[0]?.first ? (step.handled ?? 0) : 0,
];

/**
 * Moves everything that is given in one statement, on the condition that each range is the one, stands where its owner left it, has the
 * owner's epoch, and need not stand still before.
 * @throws Fenced when any does not: the transaction must then be rolled back.
 */
export async function advance(tx: Queryable, ...moves: readonly Move[]): Promise<void> {
  const rows = moves.flatMap((move) => move.step.ranges.map((range) => valuesOf(move, range)));
  if (rows.length === 0) return;
  const columns = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));
  const moved = await tx.query(ADVANCE, columns, 'advance');
  if (moved.length === rows.length) return;
  const names = moves.map(({ build: { name, version } }) => `${name} v${version}`);
  throw new Fenced(`${names.join(', ')}: ${rows.length - moved.length} of ${rows.length} checkpoints have another owner or stand still.`);
}

/**
 * Keeps partitions from getting another owner until the transaction ends.
 * @throws Fenced when they have another one already
 */
export async function holdRange(tx: Queryable, { name, version }: ProcessorBuild, { first, last, epoch }: OwnedRange): Promise<void> {
  const held = await tx.query(
    `select from waybill.checkpoint where processor = $1 and version = $2 and partition = $3 and last_partition = $4 and epoch = $5 for update`,
    [name, version, first, last, epoch],
  );
  if (held.length === 0) throw new Fenced(`${name} v${version}: partitions ${first} to ${last} have another owner.`);
}

/**
 * Tells the position of the last event that a reactor appended without moving a checkpoint: readers that wait for what follows from
 * something have to pass it too.
 */
export async function noteEmitted(tx: Queryable, { name, version }: ProcessorBuild, partition: number, emitted: bigint): Promise<void> {
  await tx.query(
    `update waybill.checkpoint set emitted_position = $4
     where processor = $1 and version = $2 and $3 between partition and last_partition and coalesce(emitted_position, -1) < $4`,
    [name, version, partition, emitted],
  );
}
