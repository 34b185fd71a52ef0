import fs from 'node:fs';
import path from 'node:path';
import { NoStore } from '../check/check-store';
import { DamagedLog } from '../log/log-error';
import { claimedBase, isHalfMade, listSegments, segmentPath, syncDirectory } from '../log/segment-file';
import { isTorn, scanSegment } from '../log/segment-scan';

/** A file of a copy, by its name. */
export interface CopiedFile {
  readonly name: string;
  readonly bytes: number;
}

const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Copies the store in `directory` into the empty folder `target`, while a node may be writing to it: sealed segments as they are, the one
 * that is being written up to the end of its last complete write, made durable first. Everything that was acknowledged before the call is
 * in the copy. Throws {@link NoStore} or {@link DamagedLog}.
 */
export function copyStore(directory: string, target: string, onProgress: (done: number, total: number) => void): CopiedFile[] {
  const numbers = listSegments(directory);
  if (numbers.length > 1 && isHalfMade(segmentPath(directory, numbers.at(-1) as number))) numbers.pop();
  if (numbers.length === 0) throw new NoStore(directory);
  const total = numbers.reduce((sum, number) => sum + fs.statSync(segmentPath(directory, number)).size, 0);
  let done = 0;
  const copy = (file: string, length?: number): CopiedFile =>
    copyFile(file, path.join(target, path.basename(file)), length, (bytes) => {
      done += bytes;
      onProgress(Math.min(done, total), total);
    });
  const active = segmentPath(directory, numbers.pop() as number);
  const copied = numbers.flatMap((number) => {
    const file = segmentPath(directory, number);
    const index = file.replace(/\.log$/, '.index');
    return [copy(file), ...(fs.existsSync(index) ? [copy(index)] : [])];
  });
  copied.push(copy(active, durableLength(active)));
  syncDirectory(target);
  return copied;
}

/** Length of what is complete in the segment that is being written. A write that its node has not synced yet is synced here. */
function durableLength(file: string): number {
  const fd = fs.openSync(file, 'r');
  try {
    const length = fs.fstatSync(fd).size;
    fs.fdatasyncSync(fd);
    const base = claimedBase(fd);
    if (base === undefined) throw new DamagedLog(file, 0, 'the segment header is damaged');
    const segment = { number: 0, path: file, fd, base, length };
    const { end } = scanSegment(segment, () => undefined);
    if (end < length && !isTorn(segment, end)) throw new DamagedLog(file, end, 'a record is damaged');
    return end;
  } finally {
    fs.closeSync(fd);
  }
}

function copyFile(from: string, to: string, length: number | undefined, onBytes: (bytes: number) => void): CopiedFile {
  const source = fs.openSync(from, 'r');
  const sink = fs.openSync(to, 'wx', 0o600);
  try {
    const bytes = length ?? fs.fstatSync(source).size;
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (let at = 0; at < bytes; ) {
      const read = fs.readSync(source, chunk, 0, Math.min(CHUNK_BYTES, bytes - at), at);
      if (read === 0) throw new DamagedLog(from, at, 'the file has become shorter');
      fs.writeSync(sink, chunk, 0, read);
      at += read;
      onBytes(read);
    }
    fs.fsyncSync(sink);
    return { name: path.basename(to), bytes };
  } finally {
    fs.closeSync(source);
    fs.closeSync(sink);
  }
}
