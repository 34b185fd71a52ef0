import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Tried, WhatIf } from '@waybill/detection';
import { codeOf } from '@waybill/platform';
import { retryLater } from '../http/problem';

/** What a worker is started with. */
export interface TrialOrder {
  readonly eventStoreUrl: string;
  readonly wanted: WhatIf;
}
/** What it answers to the ids of some shipments. */
export type TrialAnswer = { readonly tried: readonly Tried[] } | { readonly failed: string; readonly message: string };

/** Trials that run at the same time. Each of them keeps a processor busy. */
const MOST_AT_ONCE = 2;
const RETRY_AFTER_SECONDS = 5;
/** A history that needs more is refused; the API itself is not touched by it. */
const HEAP_MB = 512;

/** One trial in a thread of its own, which ends with its signal. */
export class TrialWorker {
  private readonly ended: Promise<never>;

  constructor(
    private readonly worker: Worker,
    signal: AbortSignal,
  ) {
    const end = () => void worker.terminate();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    this.ended = once(worker, 'exit').then(
      () => Promise.reject(new Error('The trial was ended.')),
      (error) => Promise.reject(isOutOfMemory(error) ? tooMuch() : error),
    );
    // The caller may have gone before anything is asked.
    this.ended.catch(() => undefined);
  }

  /** @throws Problem when the store does not answer, or the histories are too long */
  async of(shipmentIds: readonly string[]): Promise<readonly Tried[]> {
    this.worker.postMessage(shipmentIds);
    const answer = await Promise.race([this.nextAnswer(), this.ended]);
    if ('tried' in answer) return answer.tried;
    if (answer.failed === 'StoreUnavailable') throw retryLater('store-unavailable', 'Ask again later; the event store does not answer.', 2);
    throw new Error(answer.message);
  }

  private nextAnswer(): Promise<TrialAnswer> {
    return new Promise((resolve) => this.worker.once('message', resolve));
  }

  /** Ends it before its signal does. */
  async end(): Promise<void> {
    await this.worker.terminate();
  }
}

const isOutOfMemory = (error: unknown): boolean => codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY';
const tooMuch = () => retryLater('queries-unavailable', 'Try the rules on fewer shipments at a time: their histories are too long.', 60);

/** Starts trials beside the loop that serves everything else, a few at a time. */
export class TrialWorkers {
  private running = 0;

  /** @param file the worker's script */
  constructor(
    private readonly file: string,
    private readonly eventStoreUrl: string,
  ) {}

  /** @throws Problem when as many are running as may */
  start(wanted: WhatIf, signal: AbortSignal): TrialWorker {
    if (this.running >= MOST_AT_ONCE)
      throw retryLater('overloaded', 'Other rules are being tried; ask again when they are done.', RETRY_AFTER_SECONDS);
    const workerData: TrialOrder = { eventStoreUrl: this.eventStoreUrl, wanted };
    const worker = new Worker(this.file, { workerData, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    this.running += 1;
    worker.once('exit', () => {
      this.running -= 1;
    });
    return new TrialWorker(worker, signal);
  }
}
