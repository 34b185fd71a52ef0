import type { ResolvedEvent } from '@eventstore/db-client';
import type { StoredEvent } from '@waybill/events';
import type { FeedBatch } from './feed-batch';
import { type LogPosition, positionOf, storedEvent } from './stored-event';

/** What an inbox needs of its subscription. */
interface Source {
  pause(): unknown;
  resume(): unknown;
  readonly readableLength: number;
}

/** Batches that may wait before the subscription is paused. */
const FULL_BATCHES = 4;

/** Collects what a subscription delivers until the reader has time for it. Bounded: a slow reader pauses the subscription. */
export class Inbox {
  live = false;
  private waiting: ResolvedEvent[] = [];
  private filtered: LogPosition | undefined;
  private failure: Error | undefined;
  private signal: (() => void) | undefined;
  private source: Source | undefined;
  private paused = false;
  /** Whoever waits for the end of the past is told once, also when it holds nothing for them. */
  private told = false;

  constructor(
    public position: LogPosition,
    private readonly maxBatch: number,
  ) {}

  attach(source: Source): void {
    this.source = source;
  }

  get filling(): boolean {
    return this.waiting.length > 0 || (this.source?.readableLength ?? 0) > 0;
  }

  add(resolved: ResolvedEvent): void {
    this.waiting.push(resolved);
    if (this.waiting.length >= this.maxBatch * FULL_BATCHES && !this.paused) {
      this.paused = true;
      this.source?.pause();
    }
    this.wake();
  }

  caughtUp(): void {
    this.live = true;
    this.wake();
  }

  /** A filter checkpoint can overtake events that wait in the subscription's buffer: it counts once those were taken. */
  checkpoint(position: LogPosition): void {
    this.filtered = position;
    this.wake();
  }

  fail(error: Error): void {
    this.failure ??= error;
    this.wake();
  }

  /** What waits, or an advance over what was filtered out. @throws what ended the subscription, when all before it was taken */
  take(): FeedBatch | undefined {
    if (this.waiting.length > 0) return this.batch();
    if (this.filtered && !this.filling) {
      const passed = this.filtered;
      this.filtered = undefined;
      if (passed.commit > this.position.commit) return this.advance(passed);
    }
    if (this.live && !this.told && !this.filling) return this.advance(this.position);
    if (this.failure) throw this.failure;
    return undefined;
  }

  advance(position: LogPosition): FeedBatch {
    this.position = position;
    this.told ||= this.live;
    return { events: [], position, caughtUp: this.live, unknown: 0 };
  }

  private batch(): FeedBatch {
    const taken = this.waiting.splice(0, this.maxBatch);
    const events: StoredEvent[] = [];
    for (const resolved of taken) {
      const event = storedEvent(resolved);
      if (event) events.push(event);
    }
    this.position = positionOf(taken.at(-1) as ResolvedEvent);
    if (this.paused && this.waiting.length < this.maxBatch) {
      this.paused = false;
      this.source?.resume();
    }
    const caughtUp = this.live && !this.filling;
    this.told ||= caughtUp;
    return { events, position: this.position, caughtUp, unknown: taken.length - events.length };
  }

  /** The next batch, or undefined when nothing changed for `ms`. */
  async next(ms: number): Promise<FeedBatch | undefined> {
    await this.change(ms);
    return this.take();
  }

  private change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.signal = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  wake(): void {
    this.signal?.();
    this.signal = undefined;
  }
}
