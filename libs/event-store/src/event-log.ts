import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  FORWARDS,
  type ResolvedEvent,
  START,
  StreamDeletedError,
  type StreamingRead,
  StreamNotFoundError,
} from '@eventstore/db-client';
import type { NewEvent, StoredEvent } from '@waybill/events';
import { Append, type Appended } from './append';
import { connectClient } from './client';
import { StoreUnavailable, StreamDeleted } from './errors';
import { type LogPosition, positionOf, storedEvent } from './stored-event';

export interface ReadOptions {
  readonly fromRevision?: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly maxCount?: number;
}

const APPEND_DEADLINE_MS = 5_000;
const ATTEMPT_MS = 2_000;

/** The log, as the rest of Waybill sees it: append at an exact revision, read, follow. */
export class EventLog {
  private readonly underWay = new Set<Promise<unknown>>();

  private constructor(
    /** For the feed only. */
    readonly client: EventStoreDBClient,
    private readonly attemptMs: number,
  ) {}

  static connect(address: string, { appendTimeoutMs = ATTEMPT_MS }: { appendTimeoutMs?: number } = {}): EventLog {
    return new EventLog(connectClient(address), appendTimeoutMs);
  }

  /**
   * Appends a batch as one unit. @throws WrongRevision, StreamDeleted, AppendTooLarge, StoreUnavailable: nothing was stored;
   * UnknownOutcome: send the identical batch again.
   */
  append(stream: string, expectedRevision: number, events: readonly NewEvent[], deadlineMs = APPEND_DEADLINE_MS): Promise<Appended> {
    const pending = new Append(this.client, stream, expectedRevision, events).run(deadlineMs, this.attemptMs);
    this.underWay.add(pending);
    const done = () => this.underWay.delete(pending);
    pending.then(done, done);
    return pending;
  }

  /** Events of a stream, oldest first unless told otherwise; none when there is no such stream. @throws StoreUnavailable, StreamDeleted */
  read(stream: string, { fromRevision, direction = 'forwards', maxCount }: ReadOptions = {}): AsyncIterable<StoredEvent> {
    const forwards = direction === 'forwards';
    const from = fromRevision === undefined ? (forwards ? START : END) : BigInt(fromRevision);
    return this.events(() =>
      this.client.readStream(stream, {
        fromRevision: from,
        direction: forwards ? FORWARDS : BACKWARDS,
        maxCount: maxCount ?? Number.MAX_SAFE_INTEGER,
      }),
    );
  }

  async readLast(stream: string): Promise<StoredEvent | undefined> {
    for await (const event of this.read(stream, { direction: 'backwards', maxCount: 1 })) return event;
    return undefined;
  }

  /** The whole log in order, from a position on and including it, without the store's own events. */
  readAll({ from = 'start', maxCount }: { from?: LogPosition | 'start'; maxCount?: number } = {}): AsyncIterable<StoredEvent> {
    return this.events(() =>
      this.client.readAll({
        fromPosition: from === 'start' ? START : from,
        direction: FORWARDS,
        maxCount: maxCount ?? Number.MAX_SAFE_INTEGER,
      }),
    );
  }

  /** Everything from a position on, whatever its type: stream name and position. */
  async *rawAll(from: LogPosition, maxCount: number): AsyncIterable<{ readonly stream: string; readonly position: LogPosition }> {
    const open = () => this.client.readAll({ fromPosition: from, direction: FORWARDS, maxCount });
    for await (const resolved of resolvedEvents(open)) yield { stream: resolved.event?.streamId ?? '', position: positionOf(resolved) };
  }

  /** Position of the last event in the log; -1/-1 when it is empty. */
  async head(): Promise<LogPosition> {
    for await (const resolved of resolvedEvents(() => this.client.readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 1 }))) {
      return positionOf(resolved);
    }
    return { commit: -1n, prepare: -1n };
  }

  /** The event that stands at exactly this position. */
  async eventAt(position: LogPosition): Promise<StoredEvent | undefined> {
    for await (const event of this.readAll({ from: position, maxCount: 1 })) {
      if (event.position === position.commit) return event;
    }
    return undefined;
  }

  /** Waits for the appends under way, then closes the connection. */
  async close(): Promise<void> {
    await Promise.allSettled(this.underWay);
    await this.client.dispose();
  }

  private async *events(open: () => StreamingRead<ResolvedEvent>): AsyncIterable<StoredEvent> {
    for await (const resolved of resolvedEvents(open)) {
      const event = storedEvent(resolved);
      if (event) yield event;
    }
  }
}

/** One retry for a connection that had gone stale since the last call: nothing was delivered yet, so the read can start anew. */
async function* resolvedEvents(open: () => StreamingRead<ResolvedEvent>): AsyncIterable<ResolvedEvent> {
  for (let attempt = 0; ; attempt += 1) {
    let delivered = false;
    try {
      for await (const resolved of reading(open())) {
        delivered = true;
        yield resolved;
      }
      return;
    } catch (error) {
      if (error instanceof StreamNotFoundError) return;
      if (error instanceof StreamDeletedError) throw new StreamDeleted('the stream was deleted', { cause: error });
      if (delivered || attempt > 0) throw new StoreUnavailable('the event store cannot be read', { cause: error });
    }
  }
}

/**
 * Cancels the call when the reader stops early, and drains what had come already. The client would leave the call open and paused: it would
 * never be disposed of, and what it holds back would use up the connection's flow-control window until every call stalls.
 */
async function* reading(read: StreamingRead<ResolvedEvent>): AsyncIterable<ResolvedEvent> {
  let ended = false;
  try {
    yield* read.iterator({ destroyOnReturn: false });
    ended = true;
  } finally {
    if (!ended) {
      read.on('error', () => undefined);
      await read.cancel().catch(() => undefined);
      read.resume();
    }
  }
}
