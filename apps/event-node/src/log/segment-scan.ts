import fs from 'node:fs';
import { DamagedLog } from './log-error';
import {
  claimedRecordSize,
  FIRST_OF_WRITE,
  LAST_OF_WRITE,
  type LogRecord,
  MAX_RECORD_SIZE,
  RECORD_MAGIC,
  RECORD_PREFIX_SIZE,
  verifiedRecord,
} from './record';
import { SEGMENT_HEADER_SIZE, type SegmentFile } from './segment-file';

const CHUNK_SIZE = 4 * 1024 * 1024;

/** What a scan found: offset behind the last complete write; equal to the file's length when the segment is whole. */
export interface ScanResult {
  readonly end: number;
}

function readChunk(segment: SegmentFile, offset: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(Math.min(size, segment.length - offset));
  let filled = 0;
  while (filled < bytes.length) {
    const read = fs.readSync(segment.fd, bytes, filled, bytes.length - filled, offset + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}

/**
 * Verifies a segment from its first record and hands every record of every complete write to `onRecord`, in order.
 * It stops at the first byte that is not part of a complete write.
 */
export function scanSegment(segment: SegmentFile, onRecord: (record: LogRecord) => void): ScanResult {
  let complete = SEGMENT_HEADER_SIZE;
  let write: LogRecord[] = [];
  for (const record of recordsOf(segment)) {
    const starts = (record.flags & FIRST_OF_WRITE) !== 0;
    if (starts !== (write.length === 0)) break;
    write.push(record);
    if ((record.flags & LAST_OF_WRITE) === 0) continue;
    for (const member of write) onRecord(member);
    write = [];
    complete = record.end - segment.base;
  }
  return { end: complete };
}

/** Verified records one behind the other, from one that starts at offset `from`; ends at the first byte that is none. */
export function* recordsOf(segment: SegmentFile, from = SEGMENT_HEADER_SIZE): Generator<LogRecord> {
  let offset = from;
  let size = CHUNK_SIZE;
  while (offset < segment.length) {
    const chunk = readChunk(segment, offset, size);
    let at = 0;
    for (
      let record = verifiedRecord(chunk, at, segment.base + offset);
      record;
      record = verifiedRecord(chunk, at, segment.base + offset + at)
    ) {
      yield record;
      at += record.bytes.length;
    }
    const rest = chunk.length - at;
    const claimed = rest >= RECORD_PREFIX_SIZE ? claimedRecordSize(chunk, at) : undefined;
    const cutByChunk = offset + chunk.length < segment.length && (rest < RECORD_PREFIX_SIZE || (claimed !== undefined && claimed > rest));
    if (at === 0 && !(cutByChunk && size < MAX_RECORD_SIZE)) return;
    size = cutByChunk && at === 0 ? MAX_RECORD_SIZE : CHUNK_SIZE;
    offset += at;
  }
}

/**
 * Bytes behind the last complete write are either a write that a crash tore apart (it was never acknowledged and is cut), or damage to
 * something that had been acknowledged. They are told apart by what lies behind: a record that was written after `end` had been synced
 * proves that the bytes at `end` once were whole.
 */
export function refuseUnlessTorn(segment: SegmentFile, end: number): void {
  if (!isTorn(segment, end)) throw new DamagedLog(segment.path, end, 'a record is damaged');
}

/** True when nothing behind offset `end` proves that the bytes there once were durable. */
export function isTorn(segment: SegmentFile, end: number): boolean {
  return findRecord(segment, end, (record) => record.syncedBefore > segment.base + end) === undefined;
}

/** The first whole record at or behind an offset that `accept` agrees to, wherever it starts. */
export function findRecord(segment: SegmentFile, from: number, accept: (record: LogRecord) => boolean): LogRecord | undefined {
  for (let offset = from; offset < segment.length; offset += CHUNK_SIZE) {
    const chunk = readChunk(segment, offset, MAX_RECORD_SIZE + CHUNK_SIZE);
    for (let at = chunk.indexOf(RECORD_MAGIC); at >= 0 && at < CHUNK_SIZE; at = chunk.indexOf(RECORD_MAGIC, at + 1)) {
      const record = verifiedRecord(chunk, at, segment.base + offset + at);
      if (record && accept(record)) return record;
    }
  }
  return undefined;
}
