import { type EventType, formatInstant, type Instant, type JsonOf, type NewEvent, storedEventId } from '@waybill/events';

/** Who derives something from a shipment's facts, and the stream that it is kept in. */
export interface Deriver {
  readonly source: string;
  streamOf(shipmentId: string): string;
}

/** What is derived. */
export interface Derivation<T extends EventType = EventType> {
  readonly type: T;
  /** Says what the event is about: deriving it again gives the same id. */
  readonly id: string;
  readonly data: JsonOf<T>;
  readonly time: Instant;
}

/** The event that tells of it, derived at a time. */
export function derivedEvent<T extends EventType>(
  { source, streamOf }: Deriver,
  { type, id, data, time }: Derivation<T>,
  shipmentId: string,
  asOf: Instant,
): NewEvent<T> {
  const metadata = {
    specversion: '1.0' as const,
    ...{ id, source, subject: `shipment:${shipmentId}` },
    time: formatInstant(time),
    recordedtime: formatInstant(asOf),
  };
  return { eventId: storedEventId(source, id, streamOf(shipmentId)), type, data, metadata };
}
