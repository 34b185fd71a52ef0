import type { Connection } from '../connection';
import { type LogPosition, positionOf } from '../log-position';
import { recordsFrom } from '../read/all-read';

/** More than a store leaves out without a checkpoint. */
const WINDOW = 64;
/** A look is not worth waiting for longer: meanwhile the feed hears neither news nor its signal. */
const SILENCE_MS = 1500;

/** What lies behind a position. */
export interface Ahead {
  /** From the position up to here there is nothing with the prefixes; undefined when not a single event follows, or the next one is ours. */
  readonly passed: LogPosition | undefined;
  /** An event with the prefixes follows: a subscription at this position has to deliver it. */
  readonly waiting: boolean;
  /** Nothing else follows in the log. */
  readonly isEnd: boolean;
}

/**
 * Reads on behind a position. Stores tell how far a filtered subscription has looked only every so many events, so that its position
 * would lag behind for as long as nothing more happens.
 */
export async function lookAhead(connection: Connection, prefixes: readonly string[], from: LogPosition): Promise<Ahead> {
  let passed: LogPosition | undefined;
  let read = 0;
  for await (const event of recordsFrom(connection, from, WINDOW, SILENCE_MS)) {
    read += 1;
    if (event.position <= from.commit) continue;
    if (prefixes.some((prefix) => event.stream.startsWith(prefix))) return { passed, waiting: true, isEnd: false };
    passed = positionOf(event);
  }
  return { passed, waiting: false, isEnd: read < WINDOW };
}
