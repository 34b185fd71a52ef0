import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const FILLER = 'filler';
const BLOCK = 64 * 1024;

/** A file system of its own in memory, small enough to be filled. */
export interface SmallDisk {
  readonly folder: string;
  /** Writes until nothing more fits. */
  fill(): void;
  free(): void;
  unmount(): void;
}

/** Mounts one on a folder. Answers why not when this user may not, as when it is not root. */
export function mountSmallDisk(folder: string, mebibytes: number): SmallDisk | { readonly reason: string } {
  fs.mkdirSync(folder, { recursive: true });
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0711`, 'waybill-fault', folder], {
    encoding: 'utf8',
  });
  if (status !== 0)
    return { reason: `no tmpfs can be mounted here (${(stderr || error?.message || `mount ended with ${status}`).trim()})` };
  const filler = path.join(folder, FILLER);
  return {
    folder,
    fill: () => fill(filler),
    free: () => fs.rmSync(filler, { force: true }),
    unmount: () => void spawnSync('umount', ['--lazy', folder]),
  };
}

function fill(file: string): void {
  const descriptor = fs.openSync(file, 'a');
  try {
    for (let size = BLOCK; size >= 1; size = Math.floor(size / 2)) writeAll(descriptor, Buffer.alloc(size, 1));
  } finally {
    fs.closeSync(descriptor);
  }
}

function writeAll(descriptor: number, block: Buffer): void {
  try {
    while (fs.writeSync(descriptor, block) === block.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
