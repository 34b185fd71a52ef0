import type { FenceTerms, Instant } from '@waybill/events';
import type { Fix } from '../positions';
import { type Geofence, type GeofenceVersion, versionOf } from './geofence';
import { METRES_PER_DEGREE, metresPerLongitude, wrapLongitude } from './plane';

/** Builders for specs. Metres east and north of Kassel, seconds from 2026-03-01T00:00Z. */
export const KASSEL = { latitude: 51.3, longitude: 9.48 };
export type Metres = readonly [east: number, north: number];

export const second = (seconds: number): Instant => (Date.UTC(2026, 2, 1) + Math.round(seconds * 1000)) as Instant;

export const at = ([east, north]: Metres, origin = KASSEL) => ({
  latitude: origin.latitude + north / METRES_PER_DEGREE,
  longitude: wrapLongitude(origin.longitude + east / metresPerLongitude(origin.latitude)),
});

export function fixAt(seconds: number, place: Metres, overrides: Partial<Fix> = {}, origin = KASSEL): Fix {
  const id = overrides.id ?? `${seconds}s`;
  const time = second(seconds);
  return { eventId: `event:${id}`, time, recordedTime: time, source: 'urn:device', id, ...at(place, origin), ...overrides };
}

/** A ring through some corners, closed. */
export const ringOf = (corners: readonly Metres[], origin = KASSEL): [number, number][] =>
  [...corners, corners[0] as Metres].map((corner) => {
    const { latitude, longitude } = at(corner, origin);
    return [longitude, latitude];
  });

const squareCorners = (half: number, [east, north]: Metres): Metres[] => [
  [east - half, north - half],
  [east + half, north - half],
  [east + half, north + half],
  [east - half, north + half],
];
export const square = (half: number, centre: Metres = [0, 0], origin = KASSEL): FenceTerms['geometry'] => ({
  type: 'Polygon',
  coordinates: [ringOf(squareCorners(half, centre), origin)],
});
export const circle = (radiusMetres: number, centre: Metres = [0, 0], origin = KASSEL): FenceTerms['geometry'] => ({
  type: 'Circle',
  centre: at(centre, origin),
  radiusMetres,
});

type Version = Partial<FenceTerms> & { readonly from?: number; readonly until?: number };

/** A fence out of its versions; from the epoch on, a square of 1 km around Kassel that only informs, unless told otherwise. */
export function fence(geofenceId: string, ...versions: readonly Version[]): Geofence {
  const made = (versions.length ? versions : [{}]).map(({ from, until, ...terms }: Version, revision): GeofenceVersion => {
    const span = {
      revision,
      from: from === undefined ? (0 as Instant) : second(from),
      until: until === undefined ? undefined : second(until),
    };
    return versionOf(geofenceId, span, { name: geofenceId, rule: 'inform', geometry: square(500), ...terms });
  });
  return { geofenceId, versions: made };
}
