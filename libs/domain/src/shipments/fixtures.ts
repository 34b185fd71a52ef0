import {
  asRead,
  type EventId,
  type EventType,
  type Instant,
  type JsonOf,
  type LogAddress,
  type Milestone,
  type NewEvent,
  type StoredEvent,
} from '@waybill/events';
import type { MilestoneFact } from './milestone-fact';

/** Builders for specs. 2026-03-01T00:00Z plus some minutes. */
export const at = (minutes: number): Instant => (Date.UTC(2026, 2, 1) + minutes * 60_000) as Instant;
const iso = (minutes: number): string => new Date(at(minutes)).toISOString();

/** A carrier's actual scan, taken in when it happened, unless told otherwise. */
export function milestone(name: Milestone, minutes: number, overrides: Partial<MilestoneFact> = {}): MilestoneFact {
  const id = overrides.id ?? `${name}@${minutes}`;
  const time = at(minutes);
  return { eventId: `event:${id}`, milestone: name, classifier: 'ACT', time, recordedTime: time, source: 'urn:carrier', id, ...overrides };
}

/** At the beginning of a shipment's stream. */
export const SOMEWHERE: LogAddress = { stream: 'shipment-S1', revision: 0, position: 0n, preparePosition: 0n };

/** An event as it would stand in a shipment's stream. */
export function stored<T extends EventType>(
  type: T,
  minutes: number,
  data: JsonOf<T>,
  metadata: Partial<NewEvent['metadata']> = {},
): StoredEvent<T> {
  const id = metadata.id ?? `${type}@${minutes}`;
  const attributes = {
    specversion: '1.0' as const,
    source: 'urn:carrier',
    subject: 'shipment:S1',
    time: iso(minutes),
    recordedtime: iso(minutes),
    ...metadata,
    id,
  };
  return asRead({ eventId: `event:${id}` as EventId, type, data, metadata: attributes } as NewEvent, SOMEWHERE) as StoredEvent<T>;
}
