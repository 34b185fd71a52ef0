import type { AllStreamRecordedEvent, EventStoreDBClient } from '@eventstore/db-client';
import { clientPosition, type LogPosition } from './log-position';
import { events } from './reading';

/** Events from a position on (inclusive), whatever they are, in the order of the log. */
export async function* recordsFrom(
  client: EventStoreDBClient,
  position: LogPosition,
  maxCount = Number.MAX_SAFE_INTEGER,
  silenceMs?: number,
): AsyncGenerator<AllStreamRecordedEvent> {
  const open = () => client.readAll({ fromPosition: clientPosition(position), maxCount });
  for await (const { event } of events(open, '$all', silenceMs)) if (event) yield event;
}

/** The newest event of the log. */
export async function newestRecord(client: EventStoreDBClient): Promise<AllStreamRecordedEvent | undefined> {
  for await (const { event } of events(() => client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 1 }))) return event;
  return undefined;
}

/** The newest event that was appended by a moment, by the store's clock. */
export async function newestRecordBy(client: EventStoreDBClient, time: number): Promise<AllStreamRecordedEvent | undefined> {
  const open = () => client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: Number.MAX_SAFE_INTEGER });
  for await (const { event } of events(open)) if (event && event.created.getTime() <= time) return event;
  return undefined;
}

/** The event that stands exactly here; undefined where none does, or where this log does not reach. */
export async function recordAt(client: EventStoreDBClient, position: LogPosition): Promise<AllStreamRecordedEvent | undefined> {
  if (position.commit <= 0n) return undefined;
  try {
    for await (const event of recordsFrom(client, position, 1)) return event.position.commit === position.commit ? event : undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}
