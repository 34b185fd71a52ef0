import fs from 'node:fs';
import type { DiskSpace } from '@waybill/platform';
import type { RecordedEvent } from '../wire/recorded-event';
import { spaceOf } from './disk-space';
import { LogFailed, LogFull } from './log-error';
import { LogRecord, recordSize, writeRecord } from './record';
import { createSegment } from './segment-file';
import type { Segments } from './segments';
import type { Slab, TailSlabs } from './tail-slabs';

/** A synchronous sync that took longer than this makes the next ones go through the thread pool, so that a slow disk does not stop readers. */
const SLOW_SYNC_MS = 2;
const OUT_OF_SPACE = new Set(['ENOSPC', 'EDQUOT']);

/** The only thing that changes the log. Stage records, {@link write} them, sync, {@link commit}; or the staged ones are {@link discard}ed. */
export class LogWriter {
  private stagedEnd: number;
  private lastSyncMs = 0;
  private readonly space: DiskSpace;

  constructor(
    private readonly directory: string,
    private readonly segments: Segments,
    private readonly tail: TailSlabs,
    private readonly segmentBytes: number,
  ) {
    this.stagedEnd = segments.end;
    this.space = spaceOf(directory);
  }

  /** True when the disk is nearly full: what is left is for finishing, not for taking on more. */
  get isSpaceLow(): boolean {
    return this.space.free.isLow;
  }

  /** True when the active segment has reached its size and the next group belongs into a new one. */
  get wantsRoll(): boolean {
    return this.segments.active.length >= this.segmentBytes;
  }

  /** Position that the next staged record gets. */
  get nextPosition(): number {
    return this.stagedEnd;
  }

  /** True when something is staged. */
  get hasStaged(): boolean {
    return this.stagedEnd > this.segments.end;
  }

  /** Starts the next segment. Everything before is durable and sealed. */
  roll(): void {
    const sealed = this.segments.active;
    try {
      this.segments.add(createSegment(this.directory, sealed.number + 1, sealed.base + sealed.length));
    } catch (error) {
      throw failure(error, 'A new segment could not be created');
    }
    this.stagedEnd = this.segments.end;
  }

  /** Encodes an event as the next record, in memory only. */
  stage(event: RecordedEvent, flags: number): LogRecord {
    const size = recordSize(event);
    const slab = this.tail.place(event.position, size);
    const at = event.position - slab.base;
    writeRecord(slab.buffer, at, size, event, flags, this.segments.end);
    this.stagedEnd = event.position + size;
    return new LogRecord(slab.buffer.subarray(at, at + size));
  }

  /** Hands the staged records to the operating system. On a full disk nothing of them stays and {@link LogFull} is thrown. */
  write(): void {
    try {
      for (let position = this.segments.end; position < this.stagedEnd; ) position = this.writeSlab(this.tail.find(position), position);
    } catch (error) {
      this.takeBack(error);
    }
  }

  /** True when the disk is quick enough to wait for it. */
  get syncsQuickly(): boolean {
    return this.lastSyncMs < SLOW_SYNC_MS;
  }

  syncNow(): void {
    const started = performance.now();
    try {
      fs.fdatasyncSync(this.segments.active.fd);
    } catch (error) {
      throw new LogFailed(`The log could not be synced: ${(error as Error).message}`);
    }
    this.lastSyncMs = performance.now() - started;
  }

  /** As {@link syncNow} in the thread pool. */
  sync(): Promise<void> {
    const started = performance.now();
    return new Promise((resolve, reject) => {
      fs.fdatasync(this.segments.active.fd, (error) => {
        this.lastSyncMs = performance.now() - started;
        if (error) reject(new LogFailed(`The log could not be synced: ${error.message}`));
        else resolve();
      });
    });
  }

  /** Makes the synced records part of the log. */
  commit(): void {
    this.segments.active.length = this.stagedEnd - this.segments.active.base;
    this.tail.trim();
  }

  /** Drops what is staged and not written. */
  discard(): void {
    this.tail.rollback(this.segments.end);
    this.stagedEnd = this.segments.end;
  }

  private writeSlab(slab: Slab | undefined, position: number): number {
    if (!slab) throw new LogFailed('A staged record left the memory before it was written.');
    const active = this.segments.active;
    let from = position - slab.base;
    const to = Math.min(slab.used, this.stagedEnd - slab.base);
    while (from < to) from += fs.writeSync(active.fd, slab.buffer, from, to - from, slab.base + from - active.base);
    return slab.base + to;
  }

  private takeBack(cause: unknown): never {
    this.discard();
    const error = failure(cause, 'The log could not be written');
    try {
      fs.ftruncateSync(this.segments.active.fd, this.segments.active.length);
    } catch (truncateError) {
      throw new LogFailed(`The log could not be cut back after a failed write: ${(truncateError as Error).message}`);
    }
    throw error;
  }
}

function failure(cause: unknown, what: string): LogFull | LogFailed {
  const { code, message } = cause as NodeJS.ErrnoException;
  const text = `${what}: ${message}`;
  return OUT_OF_SPACE.has(code ?? '') ? new LogFull(text) : new LogFailed(text);
}
