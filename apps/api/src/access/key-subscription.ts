import { setTimeout as sleep } from 'node:timers/promises';
import { type EventLog, type LogPosition, openFeed } from '@waybill/event-store';
import type { StoredEvent } from '@waybill/events';
import type { Logger } from '@waybill/platform';
import type { KeyRing } from './key-ring';

/** Keeps the key ring like the log says: keys that were created and not revoked. */
function applyKeyEvent(keys: KeyRing, event: StoredEvent): void {
  if (event.type === 'dev.waybill.api-key-created.v1') {
    const { keyId, name, role, sourcePrefix, sha256 } = event.data;
    keys.add({ keyId, name, role, sourcePrefix, sha256: Buffer.from(sha256, 'hex'), createdAt: event.metadata.recordedtime });
  } else if (event.type === 'dev.waybill.api-key-revoked.v1') keys.remove(event.data.keyId);
}

export interface KeyFollower {
  readonly log: EventLog;
  readonly keys: KeyRing;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** The store was away, or is. */
  readonly onTrouble: () => void;
}

const ASK_MS = 250;

/** The end of the log, as soon as the store tells it. Undefined after the signal. */
async function headOf({ log, signal }: KeyFollower): Promise<LogPosition | undefined> {
  while (!signal.aborted) {
    const head = await log.head().catch(() => undefined);
    if (head) return head;
    await sleep(ASK_MS, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** Follows the log from its start until it was exchanged for a shorter one, or until the signal. Calls `loaded` once every key so far is known. */
async function followOneLog(follower: KeyFollower, loaded: () => void): Promise<void> {
  const { log, keys, logger, signal, onTrouble } = follower;
  const exchanged = new AbortController();
  let reached = 0n;
  let isComparing = false;
  const compare = async (): Promise<void> => {
    if (isComparing) return;
    isComparing = true;
    const head = await headOf(follower);
    isComparing = false;
    if (!head || head.commit >= reached) return;
    logger.error('The event store ends before what was read from it: it was exchanged for an older copy. API keys are read anew');
    keys.reset();
    exchanged.abort();
  };
  const feed = openFeed(log, {
    from: 'start',
    prefixes: ['apikey-'],
    signal: AbortSignal.any([signal, exchanged.signal]),
    onTrouble: (err) => {
      logger.warn({ err }, 'The feed of API keys was interrupted');
      onTrouble();
      void compare();
    },
  });
  for await (const { events, caughtUp, position } of feed) {
    for (const event of events) applyKeyEvent(keys, event);
    reached = position.commit;
    if (!caughtUp) continue;
    keys.isLoaded = true;
    loaded();
  }
}

/**
 * Follows the API keys in the log until the signal. Resolves once every key so far is known; from then on a change arrives as
 * soon as the log tells.
 */
export function followKeys(follower: KeyFollower): Promise<void> {
  const { logger, signal } = follower;
  return new Promise((resolve, reject) => {
    const follow = async (): Promise<void> => {
      while (!signal.aborted) await followOneLog(follower, resolve);
    };
    follow().then(resolve, (error: unknown) => {
      if (signal.aborted) return resolve();
      logger.error({ err: error }, 'API keys can no longer be followed');
      reject(error);
    });
  });
}
