import type { Advance, PartitionCheckpoint } from '@waybill/read-model';
import type { LogPoint } from './log-feed';
import { lowestOf } from './partitioning';

/** The partitions that this process owns now, and how far each is. */
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

  get commits(): ReadonlyMap<number, bigint> {
    return new Map([...this.owned].map(([partition, { commit }]) => [partition, commit]));
  }

  /** Where a feed has to begin. */
  get lowest(): LogPoint {
    const commit = lowestOf(this.commits.values());
    return { commit, prepare: this.checkpoints.find((checkpoint) => checkpoint.commit === commit)?.prepare ?? commit };
  }

  /** Those that a step to this position moves. */
  behind(commit: bigint): Advance['partitions'] {
    return this.checkpoints.filter((checkpoint) => checkpoint.commit < commit);
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
}
