import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '@waybill/event-store';
import type { ReferenceCategory, StoredEvent } from '@waybill/events';
import { backoffDelay, type Logger } from '@waybill/platform';
import { followReference } from '@waybill/streams';

/** What a process knows of one category of streams. */
export interface Book {
  apply(event: StoredEvent): void;
  /** What became of the thing cannot be said, and so it counts no more. */
  close(stream: string): void;
}

/** What is followed, and where it is kept. */
export interface Kept<B extends Book> {
  readonly category: ReferenceCategory;
  /** For the log: what the streams are about. */
  readonly what: string;
  readonly newBook: () => B;
  /** From now on this is what the log says. Called again each time that it has been read anew. */
  readonly take: (book: B) => void;
  /** How far the log has been followed. */
  readonly reached?: (position: bigint) => void;
}

export interface Follower {
  readonly log: EventLog;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** The store was away, or is. */
  readonly onTrouble: () => void;
}

/** A revocation counts within a second, also when it was made while the store came back. */
const RETRY = { baseMs: 50, capMs: 500 };

/** Reads the streams, and follows them until the signal. Throws when the store is away. */
async function followUntilTrouble<B extends Book>(follower: Follower, kept: Kept<B>, reached: (position: bigint) => void): Promise<void> {
  const interrupted = new AbortController();
  const signal = AbortSignal.any([follower.signal, interrupted.signal]);
  let trouble: Error | undefined;
  const onTrouble = (error: Error): void => {
    trouble = error;
    interrupted.abort();
  };
  const book = kept.newBook();
  for await (const { events, unreadable, caughtUp, position } of followReference(follower.log, kept.category, { signal, onTrouble })) {
    for (const event of events) book.apply(event);
    for (const { stream, revision } of unreadable) {
      follower.logger.error({ stream, revision }, `One of the ${kept.what} cannot be read: it is not accepted any more`);
      book.close(stream);
    }
    if (!caughtUp) continue;
    kept.take(book);
    reached(position.commit);
  }
  if (trouble) throw trouble;
}

/**
 * Follows reference data in the log until the signal. Resolves once all of it so far is known; from then on a change arrives as soon as the log
 * tells. After trouble all is read anew, and until then what was known counts: the store may have come back as an older copy of itself,
 * whatever its length.
 */
export function followIntoMemory<B extends Book>(follower: Follower, kept: Kept<B>): Promise<void> {
  const { logger, signal, onTrouble } = follower;
  let failed = 0;
  const follow = async (loaded: () => void): Promise<void> => {
    while (!signal.aborted) {
      const reached = (position: bigint): void => {
        failed = 0;
        loaded();
        kept.reached?.(position);
      };
      await followUntilTrouble(follower, kept, reached).catch(async (err: unknown) => {
        if (failed === 0) logger.warn({ err }, `The feed of ${kept.what} was interrupted; they are read anew as soon as the store answers`);
        onTrouble();
        await sleep(backoffDelay(failed++, RETRY, Math.random()), undefined, { signal }).catch(() => undefined);
      });
    }
  };
  return new Promise((resolve, reject) => follow(resolve).then(resolve, reject));
}
