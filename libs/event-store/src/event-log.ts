import { isUnknown, isUnreadable, type LogEvent, type NewEvent, type RecordedEvent, type StoredEvent, understand } from '@waybill/events';
import { AppendLine } from './append/line';
import { ReadingSearches, Search } from './append/look';
import type { Appended as StoredAt } from './append/reply';
import { type AppendWrite, appendWrite } from './append/request';
import { Connection } from './connection';
import { diagnose } from './diagnosis';
import { StoreUnavailable } from './errors';
import { LOG_START, type LogPosition, positionOf } from './log-position';
import { newestRecord, newestRecordBy, recordAt, recordsFrom } from './read/all-read';
import { type ReadOptions, readStream, streamRecords } from './read/stream-read';

/** Expected revision of a stream that must not exist yet. */
export const NO_STREAM = -1;
/** A writer waits so long for certainty, through restarts of the store. */
const DEADLINE_MS = 5000;
/** An answer that takes longer counts as lost: a healthy store answers in milliseconds. */
const ATTEMPT_MS = 2000;

/** A diagnosis is good for this long. */
const DIAGNOSIS_MS = 5000;

/** Where the last event of an append stands. */
export interface Appended {
  readonly revision: number;
  readonly position: bigint;
}

export interface ConnectOptions {
  /** Milliseconds without an answer after which an append is sent again. 2,000 unless given. */
  readonly appendTimeoutMs?: number;
}

/** The log of all events. What can go wrong is named by the errors of this library; nothing of the client shows. */
export class EventLog {
  private readonly line: AppendLine;
  private diagnosis: { readonly at: number; readonly sentence: Promise<string> } | undefined;
  private readonly inFlight = new Set<Promise<unknown>>();
  private readonly searches = new ReadingSearches();

  private constructor(
    /** For the feed only. */
    readonly connection: Connection,
    { appendTimeoutMs = ATTEMPT_MS }: ConnectOptions,
  ) {
    this.line = new AppendLine(() => connection.openAppendCall(), appendTimeoutMs);
  }

  /** `esdb://…`, `esdb+discover://…`, `unix:<path>` or `<host>:<port>`. Connects with the first call. @throws UnusableAddress */
  static connect(address: string, options: ConnectOptions = {}): EventLog {
    return new EventLog(Connection.to(address), options);
  }

  /** Why a call failed and will go on to fail, in one sentence for an operator. Looks at the nodes for it, at most every few seconds. */
  trouble(error: unknown): Promise<string> {
    const now = performance.now();
    if (!this.diagnosis || now - this.diagnosis.at > DIAGNOSIS_MS) {
      this.diagnosis = { at: now, sentence: diagnose(this.connection.address, error) };
    }
    return this.diagnosis.sentence;
  }

  /**
   * Appends all of the events or none. An unknown outcome is resolved by sending the same again until the deadline, which is
   * safe because ids are stable and the revision is exact.
   *
   * Rejects with WrongRevision, StreamDeleted, AppendTooLarge or StoreUnavailable when certainly nothing was stored, with
   * UnknownOutcome when that could not be found out in time.
   */
  append(stream: string, expectedRevision: number, events: readonly NewEvent[], deadlineMs = DEADLINE_MS): Promise<Appended> {
    const appended = this.appendNow(stream, expectedRevision, events, deadlineMs);
    this.inFlight.add(appended);
    const done = (): void => void this.inFlight.delete(appended);
    appended.then(done, done);
    return appended;
  }

  /**
   * Events of one stream; none when there is no such stream. What is not in the catalogue is skipped: revisions can have gaps, and where
   * the stream ends is told by {@link records} only. Throws StoreUnavailable, StreamDeleted or StreamUnreadable.
   */
  read(stream: string, options: ReadOptions = {}): AsyncIterable<StoredEvent> {
    return readStream(this.connection, stream, options);
  }

  /** The same with all that is not understood: for memories of a stream, which have to know where it ends. `maxCount` counts everything. */
  records(stream: string, options: ReadOptions = {}): AsyncIterable<LogEvent> {
    return streamRecords(this.connection, stream, options);
  }

  /** The newest event of a stream that is in the catalogue. */
  async readLast(stream: string): Promise<StoredEvent | undefined> {
    for await (const event of this.read(stream, { direction: 'backwards', maxCount: 1 })) return event;
    return undefined;
  }

  /**
   * Events of the catalogue in the order of the log, from a position on; others are passed over. Throws StoreUnavailable, or RangeError when `from` is no position
   * of this log.
   */
  async *readAll({ from = 'start', maxCount = Number.POSITIVE_INFINITY }: ReadAllOptions = {}): AsyncGenerator<StoredEvent> {
    let left = maxCount;
    if (left <= 0) return;
    for await (const record of recordsFrom(this.connection, from === 'start' ? LOG_START : from)) {
      const stored = understand(record);
      if (isUnknown(stored) || isUnreadable(stored)) continue;
      yield stored;
      left -= 1;
      if (left <= 0) return;
    }
  }

  /** Where the log ends now: the position of its newest event, whatever that is. -1/-1 while it is empty. */
  async head(): Promise<LogPosition> {
    const newest = await newestRecord(this.connection);
    return newest ? positionOf(newest) : LOG_START;
  }

  /**
   * Position of the last event that was appended by a moment (milliseconds since the Unix epoch, the store's clock); -1/-1 when there was
   * none. Reads backwards from the end: the longer ago, the longer it takes.
   */
  async headAt(time: number): Promise<LogPosition> {
    const newest = await newestRecordBy(this.connection, time);
    return newest ? positionOf(newest) : LOG_START;
  }

  /** The event at exactly this position, also one that is not in the catalogue; undefined when this log has none there. */
  eventAt(position: LogPosition): Promise<RecordedEvent | undefined> {
    return recordAt(this.connection, position);
  }

  /** Waits for the appends that are under way, then ends reads and feeds and closes the connection. */
  async close(): Promise<void> {
    this.connection.announceEnd();
    await Promise.allSettled(this.inFlight);
    this.line.close();
    await this.connection.close();
  }

  private async appendNow(stream: string, expected: number, events: readonly NewEvent[], deadlineMs: number): Promise<Appended> {
    if (this.connection.closed.aborted) throw new StoreUnavailable('the event log is closed');
    if (events.length === 0) throw new RangeError('nothing to append');
    const { revision, position } = await this.answerOrLook(appendWrite(stream, expected, events), deadlineMs);
    // A write that an earlier attempt stored can be out of sight by now; everything up to the head includes it.
    return { revision, position: position ?? (await this.head()).commit };
  }

  /** The store's answer, or what the stream says when that does not come. */
  private answerOrLook(write: AppendWrite, deadlineMs: number): Promise<StoredAt> {
    const read = (stream: string, fromRevision: number, maxCount: number) => this.records(stream, { fromRevision, maxCount });
    return new Promise((resolve, reject) => {
      const search = new Search(write, read, resolve, this.searches);
      const answer = this.line.append(write, deadlineMs, search).finally(() => search.end());
      answer.then(resolve, reject);
    });
  }
}

export interface ReadAllOptions {
  /** Inclusive; it must be a position of this log. */
  readonly from?: LogPosition | 'start';
  readonly maxCount?: number;
}
