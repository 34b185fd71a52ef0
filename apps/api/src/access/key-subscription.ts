import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '@waybill/event-store';
import { backoffDelay, type Clock, type Logger } from '@waybill/platform';
import { followReference, keepDirectory, SPACING } from '@waybill/streams';
import { KeyBook, type KeyRing } from './key-ring';

export interface KeyFollower {
  readonly log: EventLog;
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** The store was away, or is. */
  readonly onTrouble: () => void;
}

/** A revocation counts within a second, also when it was made while the store came back. */
const RETRY = { baseMs: 50, capMs: 500 };

/** Lists what the directories lack, once at the start and then each time the log has grown by so much. */
class DirectoryWatch {
  private looked: bigint | undefined;

  constructor(private readonly follower: KeyFollower) {}

  reached(position: bigint): void {
    if (this.looked !== undefined && position - this.looked < SPACING) return;
    this.looked = position;
    this.look(position).catch((err) =>
      this.follower.logger.warn({ err }, 'The directories of keys and fences could not be brought up to date'),
    );
  }

  private async look(position: bigint): Promise<void> {
    const { log, clock, signal } = this.follower;
    const keeping = { log, now: () => clock.now(), signal };
    await keepDirectory('apikey', position, keeping);
    await keepDirectory('geofence', position, keeping);
  }
}

/** Reads the keys, and follows them until the signal. Throws when the store is away. */
async function followUntilTrouble(follower: KeyFollower, reached: (position: bigint) => void): Promise<void> {
  const { log, keys, logger } = follower;
  const interrupted = new AbortController();
  const signal = AbortSignal.any([follower.signal, interrupted.signal]);
  let trouble: Error | undefined;
  const onTrouble = (error: Error): void => {
    trouble = error;
    interrupted.abort();
  };
  const book = new KeyBook();
  for await (const { events, unreadable, caughtUp, position } of followReference(log, 'apikey', { signal, onTrouble })) {
    for (const event of events) book.apply(event);
    for (const { stream, revision } of unreadable) {
      logger.error({ stream, revision }, 'What became of an API key cannot be read: it is not accepted any more');
      book.close(stream);
    }
    if (!caughtUp) continue;
    keys.take(book);
    reached(position.commit);
  }
  if (trouble) throw trouble;
}

/**
 * Follows the API keys in the log until the signal. Resolves once every key so far is known; from then on a change arrives as
 * soon as the log tells. After trouble all are read anew, and until then those that were known count: the store may have come back as an
 * older copy of itself, whatever its length.
 */
export function followKeys(follower: KeyFollower): Promise<void> {
  const { logger, signal, onTrouble } = follower;
  const directories = new DirectoryWatch(follower);
  let failed = 0;
  const follow = async (loaded: () => void): Promise<void> => {
    while (!signal.aborted) {
      const reached = (position: bigint): void => {
        failed = 0;
        loaded();
        directories.reached(position);
      };
      await followUntilTrouble(follower, reached).catch(async (err: unknown) => {
        if (failed === 0) logger.warn({ err }, 'The feed of API keys was interrupted; they are read anew as soon as the store answers');
        onTrouble();
        await sleep(backoffDelay(failed++, RETRY, Math.random()), undefined, { signal }).catch(() => undefined);
      });
    }
  };
  return new Promise((resolve, reject) => follow(resolve).then(resolve, reject));
}
