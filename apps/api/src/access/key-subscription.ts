import { type EventLog, openFeed } from '@waybill/event-store';
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

/**
 * Follows the API keys in the log until the signal. Resolves once every key so far is known; from then on a change arrives as
 * soon as the log tells.
 */
export function followKeys(log: EventLog, keys: KeyRing, logger: Logger, signal: AbortSignal): Promise<void> {
  const onTrouble = (err: Error): void => logger.warn({ err }, 'The feed of API keys was interrupted');
  return new Promise((resolve, reject) => {
    const follow = async (): Promise<void> => {
      for await (const { events, caughtUp } of openFeed(log, { from: 'start', prefixes: ['apikey-'], signal, onTrouble })) {
        for (const event of events) applyKeyEvent(keys, event);
        if (!caughtUp) continue;
        keys.isLoaded = true;
        resolve();
      }
    };
    follow().then(resolve, (error: unknown) => {
      if (signal.aborted) return resolve();
      logger.error({ err: error }, 'API keys can no longer be followed');
      reject(error);
    });
  });
}
