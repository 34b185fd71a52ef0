import { setTimeout as sleep } from 'node:timers/promises';
import { readFailure } from '../client-errors';
import { StoreUnavailable } from '../errors';
import type { EventLog } from '../event-log';
import { LOG_START, type LogPosition } from '../log-position';
import { Inflow } from '../read/inflow';
import { Cursor, type FeedBatch } from './cursor';
import { lookAhead } from './look-ahead';
import { retryDelay } from './retry-delay';

export interface FeedOptions {
  /** Exclusive: the feed begins after it. */
  readonly from: LogPosition | 'start';
  /** Of stream names. */
  readonly prefixes: readonly string[];
  /** Events in a batch at most, and as many again wait while the reader is busy. 500 unless given. */
  readonly maxBatch?: number;
  /** Ends the feed. */
  readonly signal: AbortSignal;
  /** The feed was interrupted, and goes on by itself after so many milliseconds. */
  readonly onTrouble?: (error: Error, retryInMs: number) => void;
  /** Milliseconds without news, although something waits or the store is silent, before the feed subscribes anew. 30,000 unless given. */
  readonly stallMs?: number;
}

const MAX_BATCH = 500;
const STALL_MS = 30_000;
/** So long without news, and the feed looks for itself what lies ahead. */
const IDLE_MS = 500;
/** A subscription that lived for less does not count as healed: a store that ends it again and again is not asked without pause. */
const HEALED_MS = 1000;

/**
 * Follows the streams with the given prefixes, through restarts of the store, without gap, repetition or change of order. It reads no
 * further than one batch ahead of its consumer. Ends when the signal aborts or the log is closed; trouble is never thrown.
 */
export async function* openFeed(log: EventLog, options: FeedOptions): AsyncGenerator<FeedBatch> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  const sources = [options.signal, log.connection.closed];
  for (const source of sources) source.addEventListener('abort', end);
  if (sources.some(({ aborted }) => aborted)) end();
  try {
    yield* heal(log, options, stop.signal);
  } finally {
    for (const source of sources) source.removeEventListener('abort', end);
  }
}

/** One subscription after the other, each from where the last one got to. */
async function* heal(log: EventLog, options: FeedOptions, stop: AbortSignal): AsyncGenerator<FeedBatch> {
  const now = (): number => performance.now();
  const cursor = new Cursor(options.from === 'start' ? LOG_START : options.from, now);
  let troubleSince = now();
  for (let attempt = 0; !stop.aborted; attempt += 1) {
    const began = now();
    try {
      yield* follow(log, options, cursor, stop);
    } catch (error) {
      if (stop.aborted) return;
      if (now() - began >= HEALED_MS) [attempt, troubleSince] = [0, now()];
      const wait = retryDelay(attempt, now() - troubleSince, Math.random());
      options.onTrouble?.(asStoreFailure(error), wait);
      await sleep(wait, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}

const asStoreFailure = (error: unknown): Error => (error instanceof StoreUnavailable ? error : readFailure(error));

/** Batches of one subscription. Throws what ended it, unless we did. */
async function* follow(log: EventLog, options: FeedOptions, cursor: Cursor, stop: AbortSignal): AsyncGenerator<FeedBatch> {
  const { maxBatch = MAX_BATCH, stallMs = STALL_MS, prefixes } = options;
  const inflow = new Inflow(log.connection.openRead({ of: 'subscription', from: cursor.position, prefixes }), maxBatch);
  const close = (): void => inflow.close();
  stop.addEventListener('abort', close);
  cursor.restart();
  try {
    let goodAt = performance.now();
    while (!stop.aborted) {
      const items = await inflow.take(IDLE_MS);
      if (stop.aborted) return;
      cursor.accept(items);
      if (items.length > 0 || (!inflow.over && (await catchesUp(log, prefixes, cursor)))) goodAt = performance.now();
      if (cursor.due) {
        yield cursor.batch(items.length >= maxBatch);
        goodAt = performance.now();
      }
      if (items.length === 0 && inflow.over) throw new StoreUnavailable('the store ended the subscription');
      if (performance.now() - goodAt > stallMs) throw new StoreUnavailable(`no news for ${stallMs} ms, although there should be`);
    }
  } finally {
    stop.removeEventListener('abort', close);
    inflow.close();
  }
}

/** Moves the cursor over what the filter leaves out. True when nothing waits that the subscription should have delivered. */
async function catchesUp(log: EventLog, prefixes: readonly string[], cursor: Cursor): Promise<boolean> {
  try {
    const { passed, waiting, isEnd } = await lookAhead(log.connection, prefixes, cursor.position);
    if (passed) cursor.passTo(passed);
    if (isEnd) cursor.reachedEnd();
    return !waiting;
  } catch {
    // A store that cannot be read is found out by the subscription, or by the time without news.
    return false;
  }
}
