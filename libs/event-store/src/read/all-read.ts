import type { RecordedEvent } from '@waybill/events';
import type { Connection } from '../connection';
import type { LogPosition } from '../log-position';
import { events } from './reading';

const ALL = Number.MAX_SAFE_INTEGER;

/** Events from a position on (inclusive), whatever they are, in the order of the log. */
export const recordsFrom = (connection: Connection, from: LogPosition, maxCount = ALL, silenceMs?: number): AsyncGenerator<RecordedEvent> =>
  events(connection, { of: 'log', from, direction: 'forwards', maxCount }, silenceMs);

const fromEnd = (connection: Connection, maxCount: number): AsyncGenerator<RecordedEvent> =>
  events(connection, { of: 'log', from: 'end', direction: 'backwards', maxCount });

/** The newest event of the log. */
export async function newestRecord(connection: Connection): Promise<RecordedEvent | undefined> {
  for await (const event of fromEnd(connection, 1)) return event;
  return undefined;
}

/** The newest event that was appended by a moment, by the store's clock. */
export async function newestRecordBy(connection: Connection, time: number): Promise<RecordedEvent | undefined> {
  for await (const event of fromEnd(connection, ALL)) if ((event.appendedAt ?? 0) <= time) return event;
  return undefined;
}

/** The event that stands exactly here; undefined where none does, or where this log does not reach. */
export async function recordAt(connection: Connection, position: LogPosition): Promise<RecordedEvent | undefined> {
  if (position.commit <= 0n) return undefined;
  try {
    for await (const event of recordsFrom(connection, position, 1)) return event.position === position.commit ? event : undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}
