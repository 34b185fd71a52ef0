import type { WaitRequest } from '../filters';
import { type Progress, positionOf } from './progress';

/** Milliseconds between two looks while a caller waits. */
const POLL_MS = 15;

/** A caller that waits. */
interface Waiting {
  readonly processors: readonly string[];
  readonly settled: boolean;
  /** Grows while settling: what reactors appended has to be passed too. */
  target: bigint;
  resolve(passed: boolean): void;
  reject(error: unknown): void;
}

const reactorsOf = (all: readonly Progress[]): Progress[] => all.filter(({ kind }) => kind === 'reactor');

/**
 * Whether everything that has to pass the position has. Settling repeats until the reactors' answers to their own answers are passed as
 * well: with every reactor at or past the target and none with more to do for what it passed, whatever they appended for it is known, and
 * becomes the target.
 */
function isOver(waiting: Waiting, all: readonly Progress[]): boolean {
  if (waiting.settled) {
    for (;;) {
      const reactors = reactorsOf(all);
      if (reactors.some(({ position, unfinished }) => unfinished || position < waiting.target)) return false;
      const beyond = reactors.filter(({ emitted }) => emitted > waiting.target);
      if (beyond.length === 0) break;
      for (const { emitted } of beyond) if (emitted > waiting.target) waiting.target = emitted;
    }
  }
  return positionOf(all, waiting.processors) >= waiting.target;
}

/** One poller for a process: asks for all that wait at once, and only while one does. */
export class PositionWaiter {
  private readonly waiters = new Set<Waiting>();
  private polling = false;

  /** @param progress how far the processors are */
  constructor(private readonly progress: () => Promise<readonly Progress[]>) {}

  async waitFor({ position, settled = false, processors, timeoutMs }: WaitRequest): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    let waiting: Waiting | undefined;
    try {
      return await new Promise<boolean>((resolve, reject) => {
        waiting = { processors, settled, target: position, resolve, reject };
        this.waiters.add(waiting);
        timer = setTimeout(() => resolve(false), timeoutMs);
        if (!this.polling) void this.poll();
      });
    } finally {
      clearTimeout(timer);
      if (waiting) this.waiters.delete(waiting);
    }
  }

  private async poll(): Promise<void> {
    this.polling = true;
    while (this.waiters.size > 0) {
      await this.look();
      if (this.waiters.size > 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    this.polling = false;
  }

  private async look(): Promise<void> {
    const asked = [...this.waiters];
    try {
      const all = await this.progress();
      for (const waiting of asked) if (isOver(waiting, all)) this.release(waiting, () => waiting.resolve(true));
    } catch (error) {
      for (const waiting of asked) this.release(waiting, () => waiting.reject(error));
    }
  }

  private release(waiting: Waiting, how: () => void): void {
    this.waiters.delete(waiting);
    how();
  }
}
