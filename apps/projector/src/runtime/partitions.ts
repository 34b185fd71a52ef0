import type { LogPosition } from '@waybill/event-store';
import { type Advance, type Checkpoint, type Hold, partitionsIn } from '@waybill/read-model';
import { lowestOf } from './partitioning';

/** True for partitions that may still go on. */
const isOpen = ({ commit, hold }: Checkpoint): boolean => hold === undefined || commit < hold.commit;

const isSamePosition = (a: LogPosition | undefined, b: LogPosition | undefined): boolean =>
  a?.commit === b?.commit && a?.prepare === b?.prepare;

/** The partitions that this process owns now, and how far each is. Those that stand still at their hold are given nothing. */
export class OwnedPartitions {
  constructor(private owned: readonly Checkpoint[]) {}

  get count(): number {
    return this.numbers.length;
  }

  get checkpoints(): readonly Checkpoint[] {
    return this.owned;
  }

  get numbers(): readonly number[] {
    return this.owned.flatMap(partitionsIn);
  }

  /** Of those that may go on. */
  get commits(): ReadonlyMap<number, bigint> {
    return new Map(this.open.flatMap((checkpoint) => partitionsIn(checkpoint).map((partition) => [partition, checkpoint.commit] as const)));
  }

  /** The checkpoints of some partitions. */
  of(partitions: Iterable<number>): readonly Checkpoint[] {
    const wanted = new Set(partitions);
    return this.owned.filter((checkpoint) => partitionsIn(checkpoint).some((partition) => wanted.has(partition)));
  }

  /** Where a feed has to begin. */
  get lowest(): LogPosition {
    const commit = lowestOf((this.isStill ? this.owned : this.open).map((checkpoint) => checkpoint.commit));
    return { commit, prepare: this.owned.find((checkpoint) => checkpoint.commit === commit)?.prepare ?? commit };
  }

  /** True when none may go on. */
  get isStill(): boolean {
    return this.open.length === 0;
  }

  /** The next place at which some have to stand still. */
  get nextHold(): Hold | undefined {
    const holds = this.open.flatMap(({ hold }) => hold ?? []);
    return holds.reduce<Hold | undefined>((next, hold) => (next && next.commit <= hold.commit ? next : hold), undefined);
  }

  /** True when these are the holds that the partitions have. */
  hasHolds(holds: ReadonlyMap<number, bigint | undefined>): boolean {
    return this.owned.every((checkpoint) =>
      partitionsIn(checkpoint).every((partition) => holds.get(partition) === checkpoint.hold?.commit),
    );
  }

  /** True when neighbours that were taken over at different places have become equally far: acquired again they share a checkpoint. */
  get haveMet(): boolean {
    return this.owned.some((one, i) => {
      const next = this.owned[i + 1];
      return next !== undefined && one.last + 1 === next.first && isSamePosition(one, next) && isSamePosition(one.hold, next.hold);
    });
  }

  /** Those that a step to this position moves. */
  behind(commit: bigint): Advance['ranges'] {
    return this.open.filter((checkpoint) => checkpoint.commit < commit);
  }

  moved(step: Advance): void {
    const moved = new Set(step.ranges.map(({ first }) => first));
    this.owned = this.owned.map((before) => {
      if (!moved.has(before.first)) return before;
      const { commit, prepare, lastEvent = before.lastEvent, deploymentId = before.deploymentId } = step;
      return { ...before, commit, prepare, lastEvent, deploymentId };
    });
  }

  private get open(): readonly Checkpoint[] {
    return this.owned.filter(isOpen);
  }
}
