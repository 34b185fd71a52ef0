import type { Fold } from '@waybill/domain';
import { type EventLog, isUnusable, type UnusableStream } from '@waybill/event-store';
import { type Instant, instantAt, type StoredEvent } from '@waybill/events';
import { LRUCache } from 'lru-cache';
import { Lane } from './lane';
import { StreamMemory } from './memory';
import { compare, recall } from './snapshots';
import type { Decide, Memories, Written } from './writing';

/** For a process that writes to many streams, each of which it has to remember. */
const CACHE_BYTES = 192 * 1024 * 1024;
/** Unusable streams that are remembered, and for how long: reports go on coming for them. */
const UNUSABLE = { max: 10_000, ttl: 10_000 };

/**
 * The one way to write: load, decide, append at the exact revision. Steps for one stream queue up and share an append; streams do
 * not wait for each other. Nothing is decided on a memory that a failed append has put in doubt.
 */
export class StreamWriter implements Memories {
  private readonly lanes = new Map<string, Lane>();
  private readonly memories: LRUCache<string, StreamMemory<unknown>>;
  private readonly loading = new Map<string, Promise<StreamMemory<unknown>>>();
  /** Stream → revision that the feed delivered while the stream was being written to or read. */
  private readonly passedBy = new Map<string, number>();
  private readonly unusable = new LRUCache<string, UnusableStream>(UNUSABLE);
  private doubts = 0;

  constructor(
    readonly log: EventLog,
    private readonly clock: () => number,
    cacheBytes = CACHE_BYTES,
  ) {
    this.memories = new LRUCache({ maxSize: cacheBytes, sizeCalculation: (memory) => memory.bytes });
  }

  readonly now = (): Instant => instantAt(this.clock());

  write<S, R>(fold: Fold<S>, stream: string, decide: Decide<S, R>): Promise<Written<R>> {
    let lane = this.lanes.get(stream);
    if (!lane) {
      lane = new Lane(this, stream, fold as Fold<unknown>, () => {
        this.lanes.delete(stream);
        this.closeGap(stream);
      });
      this.lanes.set(stream, lane);
    }
    return lane.push(decide as Decide<unknown, R>);
  }

  /** The memory of a stream if it is warm. */
  peek<S>(stream: string): StreamMemory<S> | undefined {
    const memory = this.memories.get(stream);
    return memory?.doubts === this.doubts ? (memory as StreamMemory<S>) : undefined;
  }

  /** Why nothing can be said of a stream, when that was found lately. */
  whyUnusable(stream: string): UnusableStream | undefined {
    return this.unusable.get(stream);
  }

  /** The memory of a stream, read from the store when it is not warm. @throws UnusableStream */
  async load<S>(fold: Fold<S>, stream: string): Promise<StreamMemory<S>> {
    const warm = this.peek<S>(stream);
    if (warm) return warm;
    const why = this.unusable.get(stream);
    if (why) throw why;
    let loading = this.loading.get(stream);
    if (!loading) {
      loading = this.read(stream, fold as Fold<unknown>);
      this.loading.set(stream, loading);
      loading.catch((error) => this.noteUnusable(stream, error));
      const done = () => {
        this.loading.delete(stream);
        this.closeGap(stream);
      };
      loading.then(done, done);
    }
    return loading as Promise<StreamMemory<S>>;
  }

  /** Reads what other processes appended to a warm stream. Waits its turn behind the writes under way. */
  async refresh<S>(fold: Fold<S>, stream: string): Promise<StreamMemory<S>> {
    let asked = false;
    await this.write(fold, stream, () => {
      const step = { events: [], result: undefined, doubtful: !asked };
      asked = true;
      return step;
    });
    return this.load(fold, stream);
  }

  keep(memory: StreamMemory<unknown>, doubts = this.doubts): StreamMemory<unknown> {
    memory.doubts = doubts;
    // It has grown: a cache weighs anew only what it does not hold.
    this.memories.delete(memory.stream);
    this.memories.set(memory.stream, memory);
    return memory;
  }

  forget(stream: string): void {
    this.memories.delete(stream);
  }

  private noteUnusable(stream: string, error: unknown): void {
    if (isUnusable(error) && error.stream === stream) this.unusable.set(stream, error);
  }

  /**
   * From now on the memory of each stream is compared with the log before anything is decided on it: others may have written meanwhile, or
   * the log is an older copy of itself.
   */
  recheckAll(): void {
    this.doubts += 1;
    this.unusable.clear();
  }

  /**
   * Takes over an event that the feed delivered, so that a follower of the log need not read it again. A new stream is
   * remembered from its first event on. A memory that would miss an event is given up: the next one is read from the store.
   */
  absorb<S>(fold: Fold<S>, event: StoredEvent): void {
    if (this.lanes.has(event.stream) || this.loading.has(event.stream)) {
      this.passedBy.set(event.stream, event.revision);
      return;
    }
    const known = this.memories.get(event.stream) as StreamMemory<S> | undefined;
    const isDoubted = known !== undefined && known.doubts !== this.doubts;
    const memory = known ?? (event.revision === 0 ? new StreamMemory(event.stream, fold) : undefined);
    if (!memory || isDoubted || event.revision <= memory.revision) return;
    if (event.revision > memory.revision + 1) {
      this.forget(event.stream);
      return;
    }
    memory.apply(event);
    this.keep(memory as StreamMemory<unknown>);
  }

  /** What came since when there is a memory that turns out to be right, else what there is. */
  private async read(stream: string, fold: Fold<unknown>): Promise<StreamMemory<unknown>> {
    const { doubts } = this;
    const doubted = this.memories.get(stream);
    if (doubted && (await compare(this.log, doubted))) return this.keep(doubted, doubts);
    return this.keep(await recall(this.log, new StreamMemory<unknown>(stream, fold)), doubts);
  }

  private closeGap(stream: string): void {
    const passed = this.passedBy.get(stream);
    if (passed === undefined) return;
    this.passedBy.delete(stream);
    if ((this.peek(stream)?.revision ?? passed) < passed) this.forget(stream);
  }
}
