import type { Instant } from '@waybill/events';
import type { Fix } from './fix';

/** Builders for specs. 2026-03-01T00:00Z plus some seconds. */
export const second = (seconds: number): Instant => (Date.UTC(2026, 2, 1) + seconds * 1000) as Instant;

/** A fix at some metres north of Kassel, taken in at once, unless told otherwise. */
export function fix(seconds: number, metresNorth: number, overrides: Partial<Fix> = {}): Fix {
  const id = overrides.id ?? `${seconds}s/${metresNorth}m`;
  const time = second(seconds);
  const latitude = 51.3 + metresNorth / 111_195;
  return { eventId: `event:${id}`, time, recordedTime: time, latitude, longitude: 9.48, source: 'urn:device', id, ...overrides };
}
