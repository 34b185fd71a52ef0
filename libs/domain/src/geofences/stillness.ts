import type { Instant } from '@waybill/events';
import { type Fix, metresBetween } from '../positions';
import { type Located, nearestLongitude, wrapLongitude } from './plane';

/**
 * Where a shipment was at the time of a fix. While it stands still, the mean of its fixes there: what a receiver is wrong by
 * (some 15 m) must not carry it over a boundary and back.
 */
export interface SmoothedFix extends Located {
  /** Of the fix. */
  readonly eventId: string;
  readonly time: Instant;
  /** Radius that the device claims, metres; 0 when it claims none. */
  readonly accuracyMetres: number;
}

/** What has to be remembered between two fixes. Plain JSON. */
export interface Stillness {
  /** Mean of the fixes since it last moved, and how many of them count. */
  readonly rest: (Located & { readonly weight: number }) | null;
  /** A fix away from there that no later fix has borne out so far. */
  readonly away: SmoothedFix | null;
}
export const initialStillness: Stillness = { rest: null, away: null };

/** A fix within this distance (or twice its accuracy) of where the shipment stands is no movement. */
export const STILL_METRES = 60;
/** The same while it is known by few fixes, which are off themselves. */
const stillWithin = ({ weight }: NonNullable<Stillness['rest']>, { accuracyMetres }: SmoothedFix): number =>
  Math.max(STILL_METRES * Math.sqrt(1 + 1 / weight), 2 * accuracyMetres);
/** Fixes that the mean is made of; more of them would not let it follow a slow drift. */
const MEAN_OF = 20;
/** A way back to less than this share of the way out is a return. */
const RETURN_SHARE = 0.25;
/** No vehicle stands still at this speed, km/h, however short the way since the last fix. */
const DRIVING_KMH = 10;

const placeOf = ({ eventId, time, latitude, longitude, accuracyMetres = 0 }: Fix): SmoothedFix => ({
  eventId,
  time,
  latitude,
  longitude,
  accuracyMetres,
});

const restAt = ({ latitude, longitude }: Located) => ({ latitude, longitude, weight: 1 });

function meanWith(rest: NonNullable<Stillness['rest']>, { latitude, longitude }: Located): NonNullable<Stillness['rest']> {
  const weight = Math.min(rest.weight + 1, MEAN_OF);
  const east = nearestLongitude(longitude, rest.longitude) - rest.longitude;
  return {
    latitude: rest.latitude + (latitude - rest.latitude) / weight,
    longitude: wrapLongitude(rest.longitude + east / weight),
    weight,
  };
}

/**
 * Takes one more accepted fix, in event-time order, and tells where the shipment was. A fix away from where it stands counts
 * once the next one does not lead back: a single fix astray (plausible as it may be) is no journey. So a moving shipment is
 * known one fix late, and a place that is a mean keeps the id and time of its fix.
 */
export function settle({ rest, away }: Stillness, fix: Fix): { readonly state: Stillness; readonly places: readonly SmoothedFix[] } {
  const place = placeOf(fix);
  const back = rest === null ? 0 : metresBetween(rest, place);
  if (rest === null || back <= stillWithin(rest, place)) {
    const next = rest === null || (fix.speedKmh ?? 0) >= DRIVING_KMH ? restAt(place) : meanWith(rest, place);
    const { latitude, longitude } = next;
    return { state: { rest: next, away: null }, places: [{ ...place, latitude, longitude }] };
  }
  if (away === null || back < RETURN_SHARE * metresBetween(rest, away)) return { state: { rest, away: place }, places: [] };
  const { state, places } = settle({ rest: restAt(away), away: null }, fix);
  return { state, places: [away, ...places] };
}
