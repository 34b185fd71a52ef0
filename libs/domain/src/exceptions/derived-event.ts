import { type EventType, exceptionsStream, formatInstant, type Instant, type JsonOf, type NewEvent, storedEventId } from '@waybill/events';

/** Source of the events that are derived from a shipment's facts. */
const EXCEPTIONS_SOURCE = 'urn:waybill:exceptions';

/** What an event of a shipment's exception stream says. */
export interface Derivation<T extends EventType = EventType> {
  readonly type: T;
  /** Says what the event is about: deriving it again gives the same id. */
  readonly id: string;
  readonly data: JsonOf<T>;
  readonly time: Instant;
}

/** The event that tells of it, derived at a time. */
export function derivedEvent({ type, id, data, time }: Derivation, shipmentId: string, asOf: Instant): NewEvent {
  const metadata = {
    specversion: '1.0' as const,
    id,
    source: EXCEPTIONS_SOURCE,
    subject: `shipment:${shipmentId}`,
    time: formatInstant(time),
    recordedtime: formatInstant(asOf),
  };
  return { eventId: storedEventId(EXCEPTIONS_SOURCE, id, exceptionsStream(shipmentId)), type, data, metadata } as NewEvent;
}
