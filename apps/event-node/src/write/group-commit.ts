import type { EventLog } from '../log/event-log';
import { LogFailed, LogFull } from '../log/log-error';
import type { MetadataLookup } from './metadata-lookup';
import type { RecentIds } from './recent-ids';
import { WriteGroup } from './write-group';
import type { WriteOutcome, WriteRequest } from './write-request';

/** A group is closed at this size, so that one sync never covers an unbounded amount. */
const GROUP_BYTES = 8 * 1024 * 1024;
const TIMEOUT: WriteOutcome = { kind: 'timeout' };
const FULL: WriteOutcome = { kind: 'full' };
const STOPPING: WriteOutcome = { kind: 'stopping' };

interface WaitingWrite {
  readonly request: WriteRequest;
  readonly bytes: number;
  readonly settle: (outcome: WriteOutcome) => void;
}

/**
 * The single writer. Everything that waits goes to disk in one write and one sync; only then it is indexed, answered and shown to
 * subscribers, in that order.
 */
export class GroupCommit {
  private waiting: WaitingWrite[] = [];
  private waitingBytes = 0;
  private running = false;
  private stopping = false;
  private previousCount = 1;
  private failure: string | undefined;
  private idle: (() => void)[] = [];

  constructor(
    private readonly log: EventLog,
    private readonly metadata: MetadataLookup,
    private readonly recentIds: RecentIds,
    private readonly onCommit: () => void,
    private readonly onFailure: (error: Error) => void,
  ) {}

  /** Queues a write; `settle` is called exactly once, never before the write is durable. */
  submit(request: WriteRequest, settle: (outcome: WriteOutcome) => void): void {
    if (this.failure !== undefined) settle({ kind: 'unavailable', reason: this.failure });
    else if (this.stopping) settle(STOPPING);
    else this.enqueue(request, settle);
  }

  private enqueue(request: WriteRequest, settle: (outcome: WriteOutcome) => void): void {
    const bytes = request.events.reduce((sum, event) => sum + event.data.length + event.metadata.length, 0);
    this.waiting.push({ request, bytes, settle });
    this.waitingBytes += bytes;
    if (this.running) return;
    this.running = true;
    // The messages that arrived together are all read before the group is formed.
    setImmediate(() => void this.run());
  }

  /** Bytes of events that wait; callers stop reading from clients when it grows. */
  get backlogBytes(): number {
    return this.waitingBytes;
  }

  /** Takes no more writes; resolves when those that waited are answered. */
  stop(): Promise<void> {
    this.stopping = true;
    return this.running ? new Promise((resolve) => this.idle.push(resolve)) : Promise.resolve();
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0 && this.failure === undefined) {
      const writes = this.take();
      try {
        await this.commit(writes);
      } catch (error) {
        this.fail(error as Error, writes);
      }
    }
    this.running = false;
    for (const resolve of this.idle.splice(0)) resolve();
  }

  private take(): WaitingWrite[] {
    let bytes = 0;
    let count = 0;
    while (count < this.waiting.length && (count === 0 || bytes < GROUP_BYTES)) bytes += (this.waiting[count++] as WaitingWrite).bytes;
    this.waitingBytes -= bytes;
    return this.waiting.splice(0, count);
  }

  private async commit(writes: readonly WaitingWrite[]): Promise<void> {
    const { writer } = this.log;
    if (writer.isSpaceLow) throw new LogFull('The disk is nearly full.');
    if (writer.wantsRoll) this.log.roll();
    const group = new WriteGroup(this.log, this.metadata, this.recentIds, Date.now());
    const outcomes = writes.map((write) => decide(group, write.request));
    if (writer.hasStaged) {
      writer.write();
      if (this.isAlone(writes.length)) writer.syncNow();
      else await writer.sync();
      writer.commit();
      this.index(group);
    }
    writes.forEach((write, i) => {
      write.settle(outcomes[i] as WriteOutcome);
    });
    if (group.records.length > 0) this.onCommit();
  }

  /**
   * A lone writer gets its answer sooner when the sync does not go through the thread pool. Under load a group of one is only the first of
   * many that are about to arrive, and they are read while it syncs.
   */
  private isAlone(count: number): boolean {
    const alone = count === 1 && this.previousCount === 1;
    this.previousCount = count;
    return alone && this.log.writer.syncsQuickly;
  }

  private index(group: WriteGroup): void {
    for (const record of group.records) {
      const slot = this.log.index.add(record.stream, record.position, record.isTombstone);
      this.log.indexed(slot, record.index, record.position, record.isTombstone);
      this.recentIds.add(record.id, slot, record.index);
    }
  }

  /** A full disk fails the writes of the group only. Anything else is the end: what a failed sync left on disk cannot be known. */
  private fail(error: Error, writes: readonly WaitingWrite[]): void {
    if (error instanceof LogFull) {
      this.log.writer.discard();
      for (const write of writes) write.settle(FULL);
      return;
    }
    this.failure = error instanceof LogFailed ? error.message : `The node failed while writing: ${error.message}`;
    const outcome: WriteOutcome = { kind: 'unavailable', reason: this.failure };
    for (const write of [...writes, ...this.waiting.splice(0)]) write.settle(outcome);
    this.onFailure(error);
  }
}

function decide(group: WriteGroup, request: WriteRequest): WriteOutcome {
  return request.deadline <= performance.now() ? TIMEOUT : group.apply(request);
}
