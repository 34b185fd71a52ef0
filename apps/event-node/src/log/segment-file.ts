import fs from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { DamagedLog } from './log-error';

/** Bytes before the first record of a segment. Positions therefore never fall below 1024: clients take 0 for "start". */
export const SEGMENT_HEADER_SIZE = 1024;
const SIGNATURE = Buffer.from('WAYBILL EVENT LOG 1\n');
const BASE_AT = 32;
const CRC_AT = 40;

/** One file of the log. `base` is the log position of its first byte; `length` is how much of it is durable. */
export interface SegmentFile {
  readonly number: number;
  readonly path: string;
  readonly fd: number;
  readonly base: number;
  length: number;
}

const FILE_NAME = /^segment-(\d{8})\.log$/;

/** Path of segment `number` in `directory`. */
export function segmentPath(directory: string, number: number): string {
  return path.join(directory, `segment-${String(number).padStart(8, '0')}.log`);
}

/** Numbers of the segments in a data directory, ascending. */
export function listSegments(directory: string): number[] {
  return fs
    .readdirSync(directory)
    .flatMap((name) => FILE_NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

function header(base: number): Buffer {
  const bytes = Buffer.alloc(SEGMENT_HEADER_SIZE);
  SIGNATURE.copy(bytes);
  bytes.writeDoubleLE(base, BASE_AT);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, CRC_AT)), CRC_AT);
  return bytes;
}

/** Flushes a directory, so that a file made or renamed in it is still there after a power cut. */
export function syncDirectory(directory: string): void {
  const fd = fs.openSync(directory, 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** Makes a new, durable, empty segment. A half-made file of the same number is replaced. */
export function createSegment(directory: string, number: number, base: number): SegmentFile {
  const file = segmentPath(directory, number);
  const fd = fs.openSync(file, 'w+', 0o600);
  try {
    fs.writeSync(fd, header(base), 0, SEGMENT_HEADER_SIZE, 0);
    fs.fsyncSync(fd);
    syncDirectory(directory);
  } catch (error) {
    fs.closeSync(fd);
    fs.rmSync(file, { force: true });
    throw error;
  }
  return { number, path: file, fd, base, length: SEGMENT_HEADER_SIZE };
}

/** True when a crash hit while the file was being made: it holds no more than a header and that one is not valid. */
export function isHalfMade(file: string): boolean {
  const size = fs.statSync(file).size;
  if (size > SEGMENT_HEADER_SIZE) return false;
  return size < SEGMENT_HEADER_SIZE || readBase(fs.readFileSync(file)) === undefined;
}

/** Log position that a segment's header names, or undefined when the header is damaged. */
export function claimedBase(fd: number): number | undefined {
  const bytes = Buffer.alloc(SEGMENT_HEADER_SIZE);
  return readBase(bytes.subarray(0, fs.readSync(fd, bytes, 0, SEGMENT_HEADER_SIZE, 0)));
}

function readBase(bytes: Buffer): number | undefined {
  if (bytes.length < SEGMENT_HEADER_SIZE || !bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return undefined;
  if (crc32(bytes.subarray(0, CRC_AT)) !== bytes.readUInt32LE(CRC_AT)) return undefined;
  return bytes.readDoubleLE(BASE_AT);
}

/** What is wrong with a header that does not continue the log. */
export function headerFault(base: number | undefined, expectedBase: number): string {
  return base === undefined ? 'the segment header is damaged' : `a segment that starts at ${expectedBase} is missing before this one`;
}

/** Opens an existing segment and checks that it continues the log at `expectedBase`. */
export function openSegment(directory: string, number: number, expectedBase: number): SegmentFile {
  const file = segmentPath(directory, number);
  const fd = fs.openSync(file, 'r+');
  const base = claimedBase(fd);
  if (base === expectedBase) return { number, path: file, fd, base, length: fs.fstatSync(fd).size };
  fs.closeSync(fd);
  throw new DamagedLog(file, 0, headerFault(base, expectedBase));
}
