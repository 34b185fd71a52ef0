import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A file system of its own that can be filled. */
export interface SmallDisk {
  readonly path: string;
  /** Leaves this many bytes free, or as many as there were if that is less. */
  fill(leaving: number): void;
  /** Takes the filling out again. */
  free(): void;
  unmount(): void;
}

const BLOCK = 4096;

/** Mounts a file system in memory; undefined, with a word about it, where this user may not. */
export function smallDisk(megabytes: number): SmallDisk | undefined {
  const mounted = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', mounted], { stdio: 'pipe' });
  } catch {
    fs.rmdirSync(mounted);
    process.stderr.write('NOT TESTED: a full disk, because this user may not mount a small file system.\n');
    return undefined;
  }
  const filler = path.join(mounted, 'filler');
  return {
    path: mounted,
    fill: (leaving) => {
      const { bavail, bsize } = fs.statfsSync(mounted);
      const blocks = Math.max(0, Math.floor((bavail * bsize - leaving) / BLOCK));
      fs.writeFileSync(filler, Buffer.alloc(blocks * BLOCK));
    },
    free: () => fs.rmSync(filler, { force: true }),
    unmount: () => {
      execFileSync('umount', [mounted]);
      fs.rmdirSync(mounted);
    },
  };
}
