import { factOf, type Instant, ifKnown, type StoredEvent } from '@waybill/events';
import { compareOrigin } from '../shipments/order';

/** Where a device was, as it reported it. Degrees WGS 84, metres, km/h. */
export interface Fix {
  /** Id of the stored event. */
  readonly eventId: string;
  /** When the receiver took the fix. */
  readonly time: Instant;
  readonly recordedTime: Instant;
  readonly latitude: number;
  readonly longitude: number;
  /** Radius within which the device says it is. */
  readonly accuracyMetres?: number;
  readonly speedKmh?: number;
  /** Clockwise from true north. */
  readonly headingDegrees?: number;
  readonly altitudeMetres?: number;
  readonly source: string;
  readonly id: string;
}

/** The fix that a stored event reports, or undefined. */
export function fixOf(event: StoredEvent): Fix | undefined {
  const fact = factOf(event);
  if (fact?.type !== 'dev.waybill.position-reported.v1') return undefined;
  const { eventId, time, recordedTime, source, id } = fact;
  const { latitude, longitude, accuracyMetres, altitudeMetres } = fact.data;
  const [speedKmh, headingDegrees] = [ifKnown(fact.data.speedKmh), ifKnown(fact.data.headingDegrees)];
  return { eventId, time, recordedTime, latitude, longitude, accuracyMetres, speedKmh, headingDegrees, altitudeMetres, source, id };
}

/** Event time, source, sender's id, stored id: total, and independent of arrival. */
export const compareFixes = (a: Fix, b: Fix): number => a.time - b.time || compareOrigin(a, b);

/** A set of fixes in event-time order, each stored id once: a redelivered fix is the same fix. */
export const orderedFixes = (fixes: Iterable<Fix>): Fix[] =>
  [...new Map(Array.from(fixes, (fix) => [fix.eventId, fix])).values()].sort(compareFixes);
