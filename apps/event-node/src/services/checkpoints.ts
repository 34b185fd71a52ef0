import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import { invalidArgument } from './rpc-error';

const DEFAULT_WINDOW = 32;

/** When a filtered subscription tells how far it has looked: every so many considered events, and once when it has caught up. */
export class Checkpoints {
  private considering = 0;
  private lastConsidered: number;

  /**
   * @param interval considered events between two checkpoints; Infinity for a subscription without filter
   * @param lastSent position that the client already has
   */
  constructor(
    private readonly interval: number,
    private lastSent: number,
  ) {
    this.lastConsidered = lastSent;
  }

  /** Throws INVALID_ARGUMENT when the client asks for none at all, which the protocol does not allow. */
  static of(filter: ReadReq.Options.FilterOptions, after: number): Checkpoints {
    const window = filter.hasMax() ? filter.getMax() : DEFAULT_WINDOW;
    const interval = window * filter.getCheckpointintervalmultiplier();
    if (interval === 0) throw invalidArgument('The checkpoint interval must be greater than 0.');
    return new Checkpoints(interval, after);
  }

  /** Notes an event that was sent or filtered out; answers the checkpoint that is due now. */
  considered(position: number): number | undefined {
    this.lastConsidered = position;
    this.considering += 1;
    return this.considering >= this.interval ? this.due() : undefined;
  }

  /** Checkpoint to send when catch-up ends, unless nothing was considered since the last one. */
  caughtUp(): number | undefined {
    return this.interval !== Number.POSITIVE_INFINITY && this.lastConsidered > this.lastSent ? this.due() : undefined;
  }

  private due(): number {
    this.considering = 0;
    this.lastSent = this.lastConsidered;
    return this.lastSent;
  }
}

/** For subscriptions without filter: their events are their checkpoints. */
export function noCheckpoints(): Checkpoints {
  return new Checkpoints(Number.POSITIVE_INFINITY, 0);
}
