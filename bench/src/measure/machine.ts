import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { quantile } from './statistics';

/** What a figure depends on beside the code. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly kernel: string;
  /** Milliseconds of one 4 KiB write with fdatasync in the folder that the event node writes to. */
  readonly fsyncMs: { readonly p50: number; readonly p99: number };
  /** Of the last minute, before the run: what else the machine was doing. */
  readonly loadBefore: number;
}

const SYNCS = 300;

function fsyncLatency(folder: string): Machine['fsyncMs'] {
  const file = path.join(folder, 'fsync-probe');
  const descriptor = fs.openSync(file, 'w');
  const block = Buffer.alloc(4096, 1);
  const times: number[] = [];
  for (let index = 0; index < SYNCS; index += 1) {
    const start = performance.now();
    fs.writeSync(descriptor, block);
    fs.fdatasyncSync(descriptor);
    times.push(performance.now() - start);
  }
  fs.closeSync(descriptor);
  fs.rmSync(file);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

export function describeMachine(folder: string): Machine {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round((os.totalmem() / 2 ** 30) * 10) / 10,
    node: process.version,
    kernel: `${os.type()} ${os.release()}`,
    fsyncMs: fsyncLatency(folder),
    loadBefore: os.loadavg()[0] ?? 0,
  };
}

export interface Revision {
  readonly commit: string;
  /** Tracked files differed from that commit. */
  readonly changed: boolean;
}

export function currentRevision(): Revision {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return {
      commit: git('rev-parse', '--short', 'HEAD'),
      changed: git('status', '--porcelain', '-uno', '--', 'apps', 'libs', 'bench/src') !== '',
    };
  } catch {
    return { commit: 'unknown', changed: true };
  }
}
