import { LOG_START, type LogPosition } from '@waybill/event-store';
import { lastOf } from '@waybill/events';
import type { Batch } from './log-feed';

/** Events that one transaction takes at most; a single batch of the feed may be larger. The more, the fewer times each row is written in a catch-up. */
export const BATCH_EVENTS = 5_000;
/** What lies further behind than this gets a feed of its own. */
export const FAR_BEHIND = 15_000;

/** One processor's place in a shared feed: batches wait here until it has time for them. */
export class Follower {
  private queue: Batch[] = [];
  private events = 0;
  private failure: unknown;
  private wake: (() => void)[] = [];
  closed = false;
  /** What it follows: those at the same place follow the same. */
  feed: object | undefined;
  /** True once the feed has been at the end of the log. */
  live = false;

  /** Up to here everything was taken; what lies between here and `reached` waits. */
  private taken: LogPosition;

  /** @param reached where the last batch that was handed over ended */
  constructor(public reached: LogPosition = LOG_START) {
    this.taken = reached;
  }

  get queued(): number {
    return this.events;
  }

  get farBehind(): boolean {
    return this.events > FAR_BEHIND;
  }

  /** Takes what lies after `reached`; feeds may overlap while one is exchanged for another. */
  push(batch: Batch): void {
    if (batch.caughtUp && !this.live) {
      this.live = true;
      this.signal();
    }
    if (batch.position.commit <= this.reached.commit) return;
    const isFresh = ({ position }: { readonly position: bigint }): boolean => position > this.reached.commit;
    const fresh = batch.events.filter(isFresh);
    this.queue.push({ ...batch, events: fresh, unreadable: batch.unreadable.filter(isFresh) });
    this.events += fresh.length;
    this.reached = batch.position;
    this.signal();
  }

  /** Whether everything after a place waits here or has not been read yet. */
  hasAllAfter({ commit }: LogPosition): boolean {
    return this.taken.commit <= commit;
  }

  /** Hands over what waits here to another one as well. */
  share(other: Follower): void {
    for (const batch of this.queue) other.push(batch);
  }

  fail(error: unknown): void {
    this.failure = error;
    this.signal();
  }

  close(): void {
    this.closed = true;
    this.signal();
  }

  /** Everything that waits, as one batch, up to `most` events. @throws what ended the feed, once all before it has been taken */
  take(most = BATCH_EVENTS): Batch | undefined {
    const first = this.queue[0];
    if (!first) {
      if (this.failure !== undefined) throw this.failure;
      return undefined;
    }
    let count = 1;
    let size = first.events.length;
    for (let next = this.queue[count]; next && size + next.events.length <= most; next = this.queue[count]) {
      size += next.events.length;
      count += 1;
    }
    const taken = this.queue.splice(0, count);
    this.events -= size;
    this.taken = lastOf(taken).position;
    this.signal();
    return count === 1 ? first : merged(taken);
  }

  /** Resolves at the next change: something to take, something taken, the end of the feed, or closing; at the latest after `ms`. */
  async changed(ms?: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake.push(resolve);
      if (ms !== undefined) timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }

  /**
   * While it goes through the past: resolves when so many events wait, or after `ms`. What is taken in a few large pieces costs far fewer
   * statements.
   */
  async gathered(events: number, ms: number): Promise<void> {
    const until = performance.now() + ms;
    for (let left = ms; left > 0 && !this.live && !this.closed && this.failure === undefined; left = until - performance.now()) {
      if (this.events >= events) return;
      await this.changed(left);
    }
  }

  /** Nothing of the past is left to take. */
  get caughtUp(): boolean {
    return this.live && this.queue.length === 0;
  }

  get hasSomething(): boolean {
    return this.queue.length > 0 || this.failure !== undefined;
  }

  private signal(): void {
    for (const wake of this.wake.splice(0)) wake();
  }
}

function merged(batches: readonly Batch[]): Batch {
  const last = lastOf(batches);
  return {
    ...last,
    events: batches.flatMap(({ events }) => events),
    unreadable: batches.flatMap(({ unreadable }) => unreadable),
    unknown: batches.reduce((sum, { unknown }) => sum + unknown, 0),
  };
}
