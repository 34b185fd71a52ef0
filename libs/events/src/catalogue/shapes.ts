import { z } from 'zod';
import { IDENTIFIER_SCHEMES, UNIT_SCHEMES } from '../identifiers';
import { altitudeMetres, emptyOrText, latitude, list, longitude, text } from './bounds';

/** Positions of a route. */
export const MAX_ROUTE_VERTICES = 10_000;

const unlocode = emptyOrText(6).regex(/^[A-Za-z]{2} ?[A-Za-z2-9]{3}$/, 'must be a UN/LOCODE such as DEHAM');

/** A place as a carrier names it; every member may be missing. Never a street address. */
export const scanLocation = z.looseObject({
  name: text(200).optional(),
  city: text(120).optional(),
  region: text(120).optional(),
  country: text(60).optional(),
  unlocode: unlocode.optional(),
  latitude: latitude.optional(),
  longitude: longitude.optional(),
});
export type ScanLocation = z.infer<typeof scanLocation>;

/** A place of a transport plan: it always has coordinates. */
export const place = z.strictObject({
  name: text(200).optional(),
  latitude,
  longitude,
  unlocode: unlocode.optional(),
  siteId: text(64).optional(),
  city: text(120).optional(),
  region: text(120).optional(),
  country: text(60).optional(),
});
export type Place = z.infer<typeof place>;

/** GeoJSON position (RFC 7946, 3.1.1): longitude, latitude, perhaps altitude, and no more. */
export const geoPosition = z.tuple([longitude, latitude, altitudeMetres.optional()]).meta({ minItems: 2, maxItems: 3 });

export const lineString = z.strictObject({
  type: z.literal('LineString'),
  coordinates: list(geoPosition, MAX_ROUTE_VERTICES).min(2),
});
export type LineString = z.infer<typeof lineString>;

/** A name in canonical form. */
export const identifierShape = z.strictObject({ scheme: z.enum([...IDENTIFIER_SCHEMES, 'shipment']), value: text(128) });
/** A name of something that can carry shipments. */
export const unitShape = identifierShape.extend({ scheme: z.enum(UNIT_SCHEMES) });
