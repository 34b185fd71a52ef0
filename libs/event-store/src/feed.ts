import { setTimeout as sleep } from 'node:timers/promises';
import { type AllStreamSubscription, type ResolvedEvent, START, streamNameFilter } from '@eventstore/db-client';
import type { EventLog } from './event-log';
import type { FeedBatch } from './feed-batch';
import { Inbox } from './inbox';
import type { LogPosition } from './stored-event';

export interface FeedOptions {
  /** Exclusive: the feed begins after it. */
  readonly from: LogPosition | 'start';
  /** Of stream names. */
  readonly prefixes: readonly string[];
  readonly maxBatch?: number;
  readonly signal: AbortSignal;
  readonly onTrouble?: (error: Error, retryInMs: number) => void;
}

const MAX_BATCH = 500;
const IDLE_MS = 500;
/** Behind the head for this long without progress: the subscription is dead, whatever it says. */
const STALLED_MS = 30_000;
const HEAD_CHECK_MS = 5_000;
const RETRY_CAP_MS = 1_000;
const RETRY_CAP_LONG_MS = 30_000;
const SHORT_OUTAGE_MS = 30_000;

/** Follows the log for ever, through restarts of the store, without gap or repetition. Ends when the signal aborts. */
export async function* openFeed(log: EventLog, options: FeedOptions): AsyncIterable<FeedBatch> {
  const { signal } = options;
  let reached = options.from;
  let downSince: number | undefined;
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      for await (const batch of subscription(log, options, reached)) {
        reached = batch.position;
        attempt = 0;
        downSince = undefined;
        yield batch;
        if (signal.aborted) return;
      }
      if (signal.aborted) return;
      throw new Error('the subscription ended');
    } catch (error) {
      if (signal.aborted) return;
      downSince ??= performance.now();
      const cap = performance.now() - downSince < SHORT_OUTAGE_MS ? RETRY_CAP_MS : RETRY_CAP_LONG_MS;
      const pause = attempt === 0 ? 0 : Math.min(cap, 50 * 2 ** attempt) * (0.5 + Math.random() / 2);
      options.onTrouble?.(error as Error, pause);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function* subscription(log: EventLog, options: FeedOptions, from: LogPosition | 'start'): AsyncIterable<FeedBatch> {
  const inbox = new Inbox(from === 'start' ? { commit: -1n, prepare: -1n } : from, options.maxBatch ?? MAX_BATCH);
  const source = subscribe(log, options, from, inbox);
  const onAbort = () => inbox.wake();
  options.signal.addEventListener('abort', onAbort);
  try {
    let checked = performance.now();
    let progress = checked;
    while (!options.signal.aborted) {
      const batch = inbox.take() ?? (await inbox.next(IDLE_MS));
      const now = performance.now();
      if (batch) {
        progress = now;
        yield batch;
        progress = performance.now();
      } else if (inbox.live && !inbox.filling) {
        const passed = await filteredOut(log, options.prefixes, inbox.position);
        if (passed && !inbox.filling) yield inbox.advance(passed);
      }
      if (now - checked < HEAD_CHECK_MS) continue;
      checked = now;
      const { commit } = await log.head();
      if (commit <= inbox.position.commit) progress = now;
      if (now - progress > STALLED_MS) throw new Error(`no progress for ${STALLED_MS / 1000} s behind the head of the log`);
    }
  } finally {
    options.signal.removeEventListener('abort', onAbort);
    source.on('error', () => undefined);
    await source.unsubscribe().catch(() => undefined);
    source.destroy();
  }
}

function subscribe(log: EventLog, { prefixes }: FeedOptions, from: LogPosition | 'start', inbox: Inbox): AllStreamSubscription {
  const checkpointReached = async (_: unknown, position: LogPosition) => inbox.checkpoint(position);
  const filter = streamNameFilter({ prefixes: [...prefixes], checkpointInterval: 10, checkpointReached });
  const source = log.client.subscribeToAll({ fromPosition: from === 'start' ? START : from, filter });
  source.on('data', (resolved: ResolvedEvent) => inbox.add(resolved));
  source.on('caughtUp', () => inbox.caughtUp());
  source.on('error', (error: Error) => inbox.fail(error));
  source.on('end', () => inbox.fail(new Error('the store ended the subscription')));
  source.on('close', () => inbox.fail(new Error('the subscription was closed')));
  inbox.attach(source);
  return source;
}

const PROBE_EVENTS = 200;

/** How far past `position` the log holds only events that the filter leaves out; undefined when the next one is ours. */
async function filteredOut(log: EventLog, prefixes: readonly string[], position: LogPosition): Promise<LogPosition | undefined> {
  if (position.commit < 0n) return undefined;
  let passed: LogPosition | undefined;
  for await (const event of log.rawAll(position, PROBE_EVENTS)) {
    if (event.position.commit <= position.commit) continue;
    if (prefixes.some((prefix) => event.stream.startsWith(prefix))) break;
    passed = event.position;
  }
  return passed;
}
