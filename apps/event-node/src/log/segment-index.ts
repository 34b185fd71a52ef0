import fs from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { NameHash } from '../index/name-hash';
import { type SegmentFile, syncDirectory } from './segment-file';

/** Records that one stream has in one segment. */
export interface SegmentStream {
  readonly hash: NameHash;
  /** Place of the first of them among all records of the stream. */
  readonly firstIndex: number;
  readonly endsInTombstone: boolean;
  /** Offsets in the segment file, ascending. */
  readonly offsets: Uint32Array;
}

/** Everything that start needs to know about a sealed segment without reading it. */
export interface SegmentIndex {
  readonly base: number;
  readonly length: number;
  readonly streams: readonly SegmentStream[];
}

/*
 * File: u32 magic, u32 CRC-32 of the rest, f64 base, f64 length, u32 streams, u32 records;
 * per stream u32 hash low, u32 hash high, u32 first index, u32 tombstone flag, u32 records; then all offsets, u32 each, stream by stream.
 */
const MAGIC = 0x31494257;
const CHECKED_AT = 8;
const HEADER_SIZE = 32;
const STREAM_SIZE = 20;

/** Path of the index that belongs to a segment file. */
export function indexPath(segment: SegmentFile): string {
  return segment.path.replace(/\.log$/, '.index');
}

/** Bytes of an index file. */
export function encodeSegmentIndex(index: SegmentIndex): Buffer {
  const records = index.streams.reduce((sum, stream) => sum + stream.offsets.length, 0);
  const bytes = Buffer.alloc(HEADER_SIZE + index.streams.length * STREAM_SIZE + records * 4);
  bytes.writeUInt32LE(MAGIC, 0);
  bytes.writeDoubleLE(index.base, 8);
  bytes.writeDoubleLE(index.length, 16);
  bytes.writeUInt32LE(index.streams.length, 24);
  bytes.writeUInt32LE(records, 28);
  let streamAt = HEADER_SIZE;
  let offsetAt = HEADER_SIZE + index.streams.length * STREAM_SIZE;
  for (const stream of index.streams) {
    writeStream(bytes, streamAt, stream);
    for (const offset of stream.offsets) offsetAt = bytes.writeUInt32LE(offset, offsetAt);
    streamAt += STREAM_SIZE;
  }
  bytes.writeUInt32LE(crc32(bytes.subarray(CHECKED_AT)), 4);
  return bytes;
}

function writeStream(bytes: Buffer, at: number, stream: SegmentStream): void {
  bytes.writeUInt32LE(stream.hash.low, at);
  bytes.writeUInt32LE(stream.hash.high, at + 4);
  bytes.writeUInt32LE(stream.firstIndex, at + 8);
  bytes.writeUInt32LE(stream.endsInTombstone ? 1 : 0, at + 12);
  bytes.writeUInt32LE(stream.offsets.length, at + 16);
}

/** The index in these bytes, or undefined when they are damaged. */
export function decodeSegmentIndex(bytes: Buffer): SegmentIndex | undefined {
  if (bytes.length < HEADER_SIZE || bytes.readUInt32LE(0) !== MAGIC) return undefined;
  if (crc32(bytes.subarray(CHECKED_AT)) !== bytes.readUInt32LE(4)) return undefined;
  const streams: SegmentStream[] = [];
  let offsetAt = HEADER_SIZE + bytes.readUInt32LE(24) * STREAM_SIZE;
  for (let at = HEADER_SIZE; streams.length < bytes.readUInt32LE(24); at += STREAM_SIZE) {
    const stream = readStream(bytes, at, offsetAt);
    offsetAt += stream.offsets.length * 4;
    streams.push(stream);
  }
  return { base: bytes.readDoubleLE(8), length: bytes.readDoubleLE(16), streams };
}

function readStream(bytes: Buffer, at: number, offsetAt: number): SegmentStream {
  const offsets = new Uint32Array(bytes.readUInt32LE(at + 16));
  for (let i = 0; i < offsets.length; i++) offsets[i] = bytes.readUInt32LE(offsetAt + i * 4);
  return {
    hash: { low: bytes.readUInt32LE(at), high: bytes.readUInt32LE(at + 4) },
    firstIndex: bytes.readUInt32LE(at + 8),
    endsInTombstone: bytes.readUInt32LE(at + 12) === 1,
    offsets,
  };
}

/** Writes the index of a sealed segment; it appears whole or not at all. */
export async function writeSegmentIndex(segment: SegmentFile, index: SegmentIndex): Promise<void> {
  const file = indexPath(segment);
  const draft = `${file}.new`;
  const handle = await fs.promises.open(draft, 'w', 0o600);
  try {
    await handle.writeFile(encodeSegmentIndex(index));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await fs.promises.rename(draft, file);
  syncDirectory(path.dirname(file));
}

/** The stored index of a sealed segment, or undefined when it is missing, damaged or belongs to other content. */
export function readSegmentIndex(segment: SegmentFile): SegmentIndex | undefined {
  try {
    const index = decodeSegmentIndex(fs.readFileSync(indexPath(segment)));
    return index?.base === segment.base && index.length === segment.length ? index : undefined;
  } catch {
    return undefined;
  }
}
