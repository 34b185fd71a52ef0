import type { Instant, ScanLocation } from '@waybill/events';
import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';
import { ZONE_OF_US_STATE } from './us-states';

/** ECMA-402 Locale Info: a property in older engines, a method in newer ones, and in no type yet. */
interface LocaleWithZones {
  readonly timeZones?: readonly string[];
  readonly getTimeZones?: () => readonly string[] | undefined;
}

const byCountry = new Map<string, readonly string[]>();

/** Every IANA zone of a country (ISO 3166 alpha-2), as the Unicode data of the runtime have it. */
export function zonesOfCountry(country: string): readonly string[] {
  const known = byCountry.get(country);
  if (known) return known;
  if (!/^[A-Z]{2}$/.test(country)) return [];
  const locale = new Intl.Locale(`und-${country}`) as LocaleWithZones;
  const zones = locale.getTimeZones?.() ?? locale.timeZones ?? [];
  byCountry.set(country, zones);
  return zones;
}

/** The zones that a place can be in: none when its country is not known. */
export function zonesOfPlace(place: ScanLocation | undefined): readonly string[] {
  const country = place?.country?.toUpperCase() ?? '';
  const state = country === 'US' ? ZONE_OF_US_STATE.get(place?.region?.toUpperCase() ?? '') : undefined;
  return state === undefined ? zonesOfCountry(country) : [state];
}

/** No zone changes its offset between two quarters of an hour, so one answer serves for the whole quarter. */
const QUARTER_MS = 900_000;
const offsets = new LRUCache<string, number>({ max: 10_000 });

/** Minutes that a zone's clock is ahead of UTC at an instant. */
export function offsetMinutes(zone: string, instant: Instant): number {
  const key = `${zone} ${Math.floor(instant / QUARTER_MS)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const offset = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds / 60e9;
  offsets.set(key, offset);
  return offset;
}

/** The instant of a local time on the clock of a zone, or undefined when it occurs there twice or not at all. */
function instantOn(zone: string, local: string): Instant | undefined {
  try {
    return Temporal.PlainDateTime.from(local).toZonedDateTime(zone, { disambiguation: 'reject' }).epochMilliseconds as Instant;
  } catch {
    return undefined;
  }
}

export type Resolution = { readonly zone: string; readonly instant: Instant } | 'zone-unknown' | 'ambiguous';

/** The instant that a local time is in every one of these zones. Where two of them differ, which one it was is not for us to guess. */
export function resolveLocal(local: string, zones: readonly string[]): Resolution {
  const [zone, ...others] = zones;
  if (zone === undefined) return 'zone-unknown';
  const instant = instantOn(zone, local);
  if (others.some((other) => instantOn(other, local) !== instant)) return 'zone-unknown';
  return instant === undefined ? 'ambiguous' : { zone, instant };
}
