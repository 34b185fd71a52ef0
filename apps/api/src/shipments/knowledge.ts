import type { StoredEvent } from '@waybill/events';
import type { KnownAt } from './past-parameters';

/** How much of the log counts for an answer. */
export class Knowledge {
  /** Nothing behind this position counts. */
  readonly limit: bigint;
  private readonly appendedBy: number | undefined;
  private reached = 0n;

  constructor(knownAt: KnownAt | undefined, head: bigint) {
    this.limit = knownAt && 'position' in knownAt && knownAt.position < head ? knownAt.position : head;
    this.appendedBy = knownAt && 'time' in knownAt ? knownAt.time : undefined;
  }

  /** Whether an event counts. Of one stream these are the first ones. */
  includes({ position, appendedAt }: StoredEvent): boolean {
    if (position > this.limit || (this.appendedBy !== undefined && (appendedAt ?? Number.POSITIVE_INFINITY) > this.appendedBy))
      return false;
    if (position > this.reached) this.reached = position;
    return true;
  }

  /** The answer is the same as for what is known at this position. */
  get position(): bigint {
    return this.appendedBy === undefined ? this.limit : this.reached;
  }
}
