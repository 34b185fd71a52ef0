import fs from 'node:fs';
import { promisify } from 'node:util';
import { DamagedLog, InvalidPosition } from './log-error';
import { claimedRecordSize, claimedSizeBefore, LogRecord, RECORD_PREFIX_SIZE, RECORD_TRAILER_SIZE, verifiedRecord } from './record';
import { SEGMENT_HEADER_SIZE, type SegmentFile } from './segment-file';
import type { Segments } from './segments';
import type { Slab, TailSlabs } from './tail-slabs';

/** Bytes read at once by a scan; also what a scan hands out before others get a turn. */
const SCAN_SIZE = 256 * 1024;
/** Enough for nearly every single event. */
const RECORD_GUESS = 4096;
const read = promisify(fs.read);

/** Reads durable records, from memory where the tail still has them. */
export class LogReader {
  constructor(
    private readonly segments: Segments,
    private readonly tail: TailSlabs,
  ) {}

  /** Position behind the last durable record. */
  get end(): number {
    return this.segments.end;
  }

  /** The record that starts at `position`. Throws {@link InvalidPosition} when none does. */
  recordAt(position: number): LogRecord {
    const slab = this.tail.find(position);
    const record = slab ? verifiedRecord(slab.buffer.subarray(0, slab.used), position - slab.base, position) : this.fromDisk(position);
    if (!record || position >= this.end) throw new InvalidPosition(position);
    return record;
  }

  /** The record at a position that the index vouches for; a little cheaper than {@link recordAt}, fails only on damage. */
  knownRecordAt(position: number): LogRecord {
    const slab = this.tail.find(position);
    if (slab) return inSlab(slab, position - slab.base);
    const record = this.fromDisk(position);
    if (!record) throw this.damageAt(position);
    return record;
  }

  /** Some records in log order from `position` on, which must be where a record starts or ended; none at the end of the log. */
  async recordsFrom(position: number): Promise<LogRecord[]> {
    const start = this.segments.skipHeader(position);
    if (start >= this.end) return [];
    const slab = this.tail.find(start);
    return slab ? this.slabRecords(slab, start) : await this.diskRecords(start);
  }

  /** Some records in reverse log order, the first of which ends at or (across a segment header) before `position`; none at the start. */
  async recordsBefore(position: number): Promise<LogRecord[]> {
    const segment = this.segments.containing(position - 1);
    const end = Math.min(position - segment.base, segment.length);
    if (end > SEGMENT_HEADER_SIZE) return await this.recordsEndingAt(segment, end);
    return segment.base === 0 ? [] : await this.recordsBefore(segment.base);
  }

  private slabRecords(slab: Slab, start: number): LogRecord[] {
    const records: LogRecord[] = [];
    const limit = Math.min(slab.used, this.end - slab.base, start - slab.base + SCAN_SIZE);
    for (let at = start - slab.base; at < limit; ) {
      const record = inSlab(slab, at);
      records.push(record);
      at += record.bytes.length;
    }
    return records;
  }

  private async diskRecords(start: number): Promise<LogRecord[]> {
    const segment = this.segments.containing(start);
    const offset = start - segment.base;
    let bytes = await readAsync(segment, offset, Math.min(SCAN_SIZE, segment.length - offset));
    const first = bytes.length >= RECORD_PREFIX_SIZE ? claimedRecordSize(bytes, 0) : undefined;
    if (first !== undefined && first > bytes.length) bytes = await readAsync(segment, offset, first);
    const records: LogRecord[] = [];
    let at = 0;
    for (let record = verifiedRecord(bytes, 0, start); record; record = verifiedRecord(bytes, at, start + at)) {
      records.push(record);
      at += record.bytes.length;
    }
    if (records.length === 0) throw this.damageAt(start);
    return records;
  }

  private async recordsEndingAt(segment: SegmentFile, end: number): Promise<LogRecord[]> {
    let start = Math.max(SEGMENT_HEADER_SIZE, end - SCAN_SIZE);
    let bytes = await readAsync(segment, start, end - start);
    const last = claimedSizeBefore(bytes, bytes.length);
    if (last > bytes.length && last <= end - SEGMENT_HEADER_SIZE) {
      start = end - last;
      bytes = await readAsync(segment, start, last);
    }
    const records = backwards(bytes, segment.base + start);
    if (records.length === 0) throw this.damageAt(segment.base + end);
    return records;
  }

  private fromDisk(position: number): LogRecord | undefined {
    const segment = this.segments.containing(position);
    const offset = position - segment.base;
    if (offset < SEGMENT_HEADER_SIZE || offset >= segment.length) return undefined;
    let bytes = readSync(segment, offset, Math.min(RECORD_GUESS, segment.length - offset));
    const size = bytes.length >= RECORD_PREFIX_SIZE ? claimedRecordSize(bytes, 0) : undefined;
    if (size === undefined) return undefined;
    if (size > bytes.length) bytes = readSync(segment, offset, Math.min(size, segment.length - offset));
    return verifiedRecord(bytes, 0, position);
  }

  private damageAt(position: number): DamagedLog {
    const segment = this.segments.containing(position);
    return new DamagedLog(segment.path, position - segment.base, 'a record is damaged');
  }
}

function inSlab(slab: Slab, at: number): LogRecord {
  const size = claimedRecordSize(slab.buffer, at) as number;
  return new LogRecord(slab.buffer.subarray(at, at + size));
}

function backwards(bytes: Buffer, base: number): LogRecord[] {
  const records: LogRecord[] = [];
  let end = bytes.length;
  while (end > RECORD_TRAILER_SIZE) {
    const start = end - claimedSizeBefore(bytes, end);
    const record = start >= 0 ? verifiedRecord(bytes, start, base + start) : undefined;
    if (!record || start + record.bytes.length !== end) break;
    records.push(record);
    end = start;
  }
  return records;
}

/** Single records are read synchronously: the file cache answers in a few microseconds, a hop through the thread pool takes ten times that. */
function readSync(segment: SegmentFile, offset: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  return bytes.subarray(0, fs.readSync(segment.fd, bytes, 0, size, offset));
}

async function readAsync(segment: SegmentFile, offset: number, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(size);
  const { bytesRead } = await read(segment.fd, bytes, 0, size, offset);
  return bytes.subarray(0, bytesRead);
}
