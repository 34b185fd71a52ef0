import { randomUUID } from 'node:crypto';
import type { EventLog, LogPosition } from '@waybill/event-store';
import type { EventId, NewEvent, StoredEvent } from '@waybill/events';

/** A new event of the catalogue; `n` shows in its data and its sender's id. */
export function newEvent(n: number, padding = ''): NewEvent<'dev.waybill.position-reported.v1'> {
  const time = new Date(1_750_000_000_000 + n * 1000).toISOString();
  return {
    eventId: randomUUID() as EventId,
    type: 'dev.waybill.position-reported.v1',
    data: { latitude: 50, longitude: (n % 1000) / 1000 },
    metadata: {
      specversion: '1.0',
      id: String(n),
      source: 'urn:test:device',
      subject: 'shipment:S-1',
      time,
      recordedtime: time,
      ...(padding && { padding }),
    },
  };
}

export const newEvents = (count: number, padding?: string): NewEvent[] => Array.from({ length: count }, (_, n) => newEvent(n, padding));

/** A stream that no other test writes. */
export const newStream = (category = 'shipment'): string => `${category}-${randomUUID()}`;

/** The events of a stream from a revision on. */
export async function eventsOf(log: EventLog, stream: string, fromRevision = 0): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of log.read(stream, { fromRevision })) events.push(event);
  return events;
}

/** The events behind a position of the log, in its order. */
export async function eventsBehind(log: EventLog, from: LogPosition): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of log.readAll({ from })) if (event.position > from.commit) events.push(event);
  return events;
}
