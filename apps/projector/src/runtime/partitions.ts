import type { Advance, Hold, PartitionCheckpoint } from '@waybill/read-model';
import type { LogPoint } from './log-feed';
import { lowestOf } from './partitioning';

/** True for a partition that may still go on. */
const isOpen = ({ commit, hold }: PartitionCheckpoint): boolean => hold === undefined || commit < hold.commit;

/** The partitions that this process owns now, and how far each is. Those that stand still at their hold are given nothing. */
export class OwnedPartitions {
  private readonly owned: Map<number, PartitionCheckpoint>;

  constructor(checkpoints: readonly PartitionCheckpoint[]) {
    this.owned = new Map(checkpoints.map((checkpoint) => [checkpoint.partition, checkpoint]));
  }

  get count(): number {
    return this.owned.size;
  }

  get checkpoints(): readonly PartitionCheckpoint[] {
    return [...this.owned.values()];
  }

  get numbers(): readonly number[] {
    return [...this.owned.keys()];
  }

  /** Of those that may go on. */
  get commits(): ReadonlyMap<number, bigint> {
    return new Map(this.open.map(({ partition, commit }) => [partition, commit]));
  }

  /** Where a feed has to begin. */
  get lowest(): LogPoint {
    const commit = lowestOf((this.isStill ? this.checkpoints : this.open).map((checkpoint) => checkpoint.commit));
    return { commit, prepare: this.checkpoints.find((checkpoint) => checkpoint.commit === commit)?.prepare ?? commit };
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
    return this.checkpoints.every(({ partition, hold }) => holds.get(partition) === hold?.commit);
  }

  /** Those that a step to this position moves. */
  behind(commit: bigint): Advance['partitions'] {
    return this.open.filter((checkpoint) => checkpoint.commit < commit);
  }

  moved(step: Advance): void {
    for (const { partition } of step.partitions) {
      const before = this.owned.get(partition);
      if (!before) continue;
      const { commit, prepare, lastEvent = before.lastEvent, deploymentId = before.deploymentId } = step;
      this.owned.set(partition, { ...before, commit, prepare, lastEvent, deploymentId });
    }
  }

  /** Gives up what exceeds a share; answers what was given up. */
  shrinkTo(count: number): number[] {
    const excess = [...this.owned.keys()].sort((a, b) => a - b).slice(count);
    for (const partition of excess) this.owned.delete(partition);
    return excess;
  }

  private get open(): PartitionCheckpoint[] {
    return this.checkpoints.filter(isOpen);
  }
}
