import { setTimeout as sleep } from 'node:timers/promises';
import type { WaitRequest } from '../filters';
import { type Progress, positionOf } from './progress';

/** Milliseconds between an answer and the next question. */
const REST_MS = 15;

interface Waiting extends Required<Pick<WaitRequest, 'processors' | 'settled'>> {
  /** Grows while settling: what reactors appended has to be passed too. */
  target: bigint;
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

/** Asks how far the processors are, for all at once that ask again and again; nothing is asked while none of them does. */
export class ProgressPoll {
  private upcoming: Promise<readonly Progress[]> | undefined;
  private rest: Promise<void> | undefined;

  /** @param progress how far the processors are */
  constructor(private readonly progress: () => Promise<readonly Progress[]>) {}

  /** The answer to the next question, which begins after this call. */
  next(): Promise<readonly Progress[]> {
    this.upcoming ??= this.ask();
    return this.upcoming;
  }

  /** True as soon as all have passed the position, false after `timeoutMs`. */
  async waitFor({ position, settled = false, processors, timeoutMs }: WaitRequest): Promise<boolean> {
    const ended = new AbortController();
    try {
      return await Promise.race([
        this.passed({ processors, settled, target: position }, ended.signal),
        sleep(timeoutMs, false, { signal: ended.signal }),
      ]);
    } finally {
      ended.abort();
    }
  }

  private async passed(waiting: Waiting, ended: AbortSignal): Promise<boolean> {
    while (!ended.aborted) if (isOver(waiting, await this.next())) return true;
    return false;
  }

  private async ask(): Promise<readonly Progress[]> {
    await this.rest;
    // Calls from now on are answered by the question after this one, so that an answer is never older than its call.
    this.upcoming = undefined;
    const answer = this.progress();
    const rest = () => sleep(REST_MS);
    this.rest = answer.then(rest, rest);
    return answer;
  }
}
