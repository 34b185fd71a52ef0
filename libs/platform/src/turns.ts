import { setImmediate as otherWork } from 'node:timers/promises';

/** Work that may be interrupted where it yields. */
export type Steps<T> = Generator<void, T>;

/** So long the work of one turn may take, in milliseconds: answers of the store and of clients wait as long. */
const TURN_MS = 20;

/**
 * Shares the event loop with whatever else it has to do: long work goes on for a short turn, then all else that waits comes first. Works
 * that go on at the same time share one turn; it is not one for each.
 */
export class Turns {
  private began = performance.now();
  /** Those that wait for a turn, one behind the other. */
  private queue: Promise<void> = Promise.resolve();

  /** Undefined while the turn goes on; else resolves with the next one. */
  next(): Promise<void> | undefined {
    if (performance.now() - this.began < TURN_MS) return undefined;
    this.queue = this.queue.then(async () => {
      if (performance.now() - this.began < TURN_MS) return;
      await otherWork();
      this.began = performance.now();
    });
    return this.queue;
  }

  async through<T>(steps: Steps<T>): Promise<T> {
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
      const pause = this.next();
      if (pause) await pause;
    }
  }
}

/** All steps at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
