import fs from 'node:fs';
import { StreamIndex } from '../index/stream-index';
import { DamagedLog } from './log-error';
import { LogReader } from './log-reader';
import { LogWriter } from './log-writer';
import { createSegment, isHalfMade, listSegments, openSegment, SEGMENT_HEADER_SIZE, type SegmentFile, segmentPath } from './segment-file';
import { indexPath, readSegmentIndex, writeSegmentIndex } from './segment-index';
import { SegmentIndexBuilder } from './segment-index-builder';
import { refuseUnlessTorn, scanSegment } from './segment-scan';
import { Segments } from './segments';
import { TailSlabs } from './tail-slabs';

/** Sizes that a deployment never needs to touch and tests shrink. */
export interface LogSizes {
  /** A segment is sealed once it is this large. Offsets in a segment are 32-bit, so at most about 4 GB. */
  readonly segmentBytes: number;
  /** Newest part of the log kept in memory. */
  readonly tailBytes: number;
}

/** A start after a kill verifies the active segment, about 5 ms per MiB: that bounds how long the store is away. */
export const DEFAULT_LOG_SIZES: LogSizes = { segmentBytes: 64 * 1024 * 1024, tailBytes: 64 * 1024 * 1024 };

/** An opened log: verified, indexed, its torn tail cut. */
export interface EventLog {
  readonly reader: LogReader;
  readonly writer: LogWriter;
  readonly index: StreamIndex;
  /** Notes a committed record for the active segment's index file. */
  indexed(slot: number, index: number, position: number, isTombstone: boolean): void;
  /** Starts a new segment and writes the index file of the sealed one in the background. */
  roll(): void;
  /** Bytes of an unfinished write that start found and cut. */
  readonly cutBytes: number;
  /** Waits for index files under way and closes the files. */
  close(): Promise<void>;
}

/** Opens (or makes) the log in `directory`. Throws {@link DamagedLog} when it is not whole. */
export function openEventLog(directory: string, sizes: LogSizes): EventLog {
  const segments = new Segments(openFiles(directory));
  const tail = new TailSlabs(sizes.tailBytes);
  const reader = new LogReader(segments, tail);
  const index = new StreamIndex((position) => reader.knownRecordAt(position));
  const background = new Set<Promise<void>>();
  const store = (segment: SegmentFile, builder: SegmentIndexBuilder): void => {
    const task = writeSegmentIndex(
      segment,
      builder.build(segment, (slot) => index.hashOf(slot)),
    ).catch((error: Error) => {
      process.stderr.write(`${JSON.stringify({ event: 'index-file-not-written', path: segment.path, message: error.message })}\n`);
    });
    background.add(task);
    void task.then(() => background.delete(task));
  };
  for (const sealed of segments.sealed) loadSealed(sealed, index, store);
  let builder = new SegmentIndexBuilder();
  const cutBytes = loadActive(segments.active, index, builder);
  const writer = new LogWriter(directory, segments, tail, sizes.segmentBytes);
  return {
    reader,
    writer,
    index,
    cutBytes,
    indexed: (slot, place, position, isTombstone) => builder.add(slot, place, position - segments.active.base, isTombstone),
    roll: () => {
      const sealed = segments.active;
      writer.roll();
      store(sealed, builder);
      builder = new SegmentIndexBuilder();
    },
    close: async () => {
      await Promise.all(background);
      segments.close();
    },
  };
}

function openFiles(directory: string): SegmentFile[] {
  const numbers = listSegments(directory);
  const last = numbers.at(-1);
  if (last !== undefined && isHalfMade(segmentPath(directory, last))) numbers.pop();
  const files: SegmentFile[] = [];
  let base = 0;
  for (const number of numbers) {
    const file = openSegment(directory, number, base);
    files.push(file);
    base += file.length;
  }
  if (files.length === 0 || last !== files.at(-1)?.number) files.push(createSegment(directory, last ?? 0, base));
  return files;
}

function loadSealed(segment: SegmentFile, index: StreamIndex, store: (segment: SegmentFile, builder: SegmentIndexBuilder) => void): void {
  const known = readSegmentIndex(segment);
  if (known && index.addSegment(known)) return;
  const builder = new SegmentIndexBuilder();
  const end = scanInto(segment, index, builder);
  if (end < segment.length) throw new DamagedLog(segment.path, end, 'a record is damaged');
  store(segment, builder);
}

function loadActive(segment: SegmentFile, index: StreamIndex, builder: SegmentIndexBuilder): number {
  if (fs.existsSync(indexPath(segment))) throw new DamagedLog(segment.path, segment.length, 'the segment that follows is missing');
  const end = scanInto(segment, index, builder);
  const torn = segment.length - end;
  if (torn > 0) {
    refuseUnlessTorn(segment, end);
    fs.ftruncateSync(segment.fd, end);
    fs.fsyncSync(segment.fd);
    segment.length = end;
  }
  return torn;
}

function scanInto(segment: SegmentFile, index: StreamIndex, builder: SegmentIndexBuilder): number {
  const { end } = scanSegment(segment, (record) => {
    const slot = index.addScanned(record);
    const offset = record.position - segment.base;
    if (slot < 0) throw new DamagedLog(segment.path, offset, 'an event does not follow the one before it in its stream');
    builder.add(slot, record.index, offset, record.isTombstone);
  });
  return Math.max(end, SEGMENT_HEADER_SIZE);
}
