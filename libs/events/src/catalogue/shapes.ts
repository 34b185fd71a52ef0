import { z } from 'zod';
import { parseDuration, parseInstant } from '../time';

/** RFC 3339 date-time with an offset. */
export const dateTime = z
  .string()
  .refine((text) => parseInstant(text) !== undefined, 'must be an RFC 3339 date-time with an offset, e.g. 2026-03-01T10:00:00Z')
  .meta({ format: 'date-time' });

export const latitude = z.number().min(-90).max(90).describe('degrees, WGS 84');
export const longitude = z.number().min(-180).max(180).describe('degrees, WGS 84');

/** ISO 8601 duration of weeks, days, hours, minutes, seconds; calendar months and years have no fixed length. */
export const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'must be an ISO 8601 duration such as PT2H or P1D')
  .meta({ format: 'duration' });

const text = (max: number) => z.string().min(1).max(max);

/** A place as a carrier names it; every member may be missing. Never a street address. */
export const scanLocation = z.looseObject({
  name: text(200).optional(),
  city: text(120).optional(),
  region: text(120).optional(),
  country: text(60).optional(),
  unlocode: z
    .string()
    .regex(/^[A-Za-z]{2} ?[A-Za-z2-9]{3}$/, 'must be a UN/LOCODE such as DEHAM')
    .optional(),
  latitude: latitude.optional(),
  longitude: longitude.optional(),
});
export type ScanLocation = z.infer<typeof scanLocation>;

/** A place of a transport plan: it always has coordinates. */
export const place = z.strictObject({
  name: text(200).optional(),
  latitude,
  longitude,
  unlocode: z
    .string()
    .regex(/^[A-Za-z]{2} ?[A-Za-z2-9]{3}$/, 'must be a UN/LOCODE such as DEHAM')
    .optional(),
  siteId: text(64).optional(),
  city: text(120).optional(),
  region: text(120).optional(),
  country: text(60).optional(),
});
export type Place = z.infer<typeof place>;

/** GeoJSON LineString: positions are [longitude, latitude]. */
export const lineString = z.strictObject({
  type: z.literal('LineString'),
  coordinates: z
    .array(z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).rest(z.number()))
    .min(2)
    .max(10_000),
});
export type LineString = z.infer<typeof lineString>;

export const identifierShape = z.strictObject({
  scheme: z.string(),
  value: z.string(),
});
