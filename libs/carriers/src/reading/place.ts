import type { ScanLocation } from '@waybill/events';
import { countryCode } from './countries';
import { numberOf, plainText } from './text';

/** What a sender may say of a place. Streets, postcodes and names of people are not among it. */
export interface PlaceParts {
  readonly name?: unknown;
  readonly city?: unknown;
  readonly region?: unknown;
  readonly country?: unknown;
  readonly unlocode?: unknown;
  readonly latitude?: unknown;
  readonly longitude?: unknown;
}

export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** Both, and within their bounds; otherwise none. */
export function coordinates(latitude: unknown, longitude: unknown): Coordinates | undefined {
  const [lat, lon] = [numberOf(latitude), numberOf(longitude)];
  if (lat === undefined || lon === undefined || Math.abs(lat) > 90 || Math.abs(lon) > 180) return undefined;
  return { latitude: lat, longitude: lon };
}

function unlocodeOf(given: unknown): string | undefined {
  const code = plainText(given)?.toUpperCase();
  return code !== undefined && /^[A-Z]{2} ?[A-Z2-9]{3}$/.test(code) ? code : undefined;
}

/** The place as far as it is known, or undefined when nothing is. */
export function placeOf(parts: PlaceParts): ScanLocation | undefined {
  const unlocode = unlocodeOf(parts.unlocode);
  const place: ScanLocation = {
    name: plainText(parts.name, 200),
    city: plainText(parts.city, 120),
    region: plainText(parts.region, 120),
    country: unlocode?.slice(0, 2) ?? countryCode(plainText(parts.country, 60)),
    unlocode,
    ...coordinates(parts.latitude, parts.longitude),
  };
  const known = Object.entries(place).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}
