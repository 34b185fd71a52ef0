import { z } from 'zod';
import { isTimeZone } from '../time';
import { dateTime, emptyOrText, latitude, list, longitude, nested, parsedText, text, within } from './bounds';
import { geoPosition } from './shapes';

/** Metres. A smaller circle is within what a receiver is wrong by; a larger one is a region, which a polygon says better. */
export const MIN_RADIUS_METRES = 20;
export const MAX_RADIUS_METRES = 500_000;
/** Vertices of all rings of a fence together. */
export const MAX_VERTICES = 2_000;

const ring = list(geoPosition, MAX_VERTICES);
const rings = list(ring).min(1, 'must have an outer ring');
/** Each ring has four positions at least, so this many lists are more than any fence of that many vertices has. */
const MAX_LISTS = 2 * MAX_VERTICES;
const inAll = <T extends z.ZodType>(schema: T) =>
  nested(schema, MAX_LISTS, `must have at most ${MAX_VERTICES} positions in all; simplify it`);

const polygon = z.strictObject({ type: z.literal('Polygon'), coordinates: inAll(rings) });
const multiPolygon = z.strictObject({ type: z.literal('MultiPolygon'), coordinates: inAll(list(rings).min(1, 'must have a polygon')) });
export const radiusMetres = within(MIN_RADIUS_METRES, MAX_RADIUS_METRES).describe('metres');

/** GeoJSON as in RFC 7946, positions being [longitude, latitude]. */
export const areaGeometry = z.discriminatedUnion('type', [polygon, multiPolygon]);

/** The same, or a circle. */
export const fenceGeometry = z.discriminatedUnion('type', [
  polygon,
  multiPolygon,
  z.strictObject({ type: z.literal('Circle'), centre: z.strictObject({ latitude, longitude }), radiusMetres }),
]);
export type FenceGeometry = z.infer<typeof fenceGeometry>;

export const FENCE_RULES = ['no-entry', 'no-exit', 'inform', 'must-be-inside'] as const;
export type FenceRule = (typeof FENCE_RULES)[number];

/** Days as iCalendar names them (RFC 5545, BYDAY). */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

const timeOfDay = emptyOrText(5).regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a local time such as 06:00, at most 24:00');

const timeZoneFault = (name: string): string | undefined =>
  isTimeZone(name) ? undefined : 'must be an IANA time zone such as Europe/Berlin';

/** Weekly hours of a place: during which a fence's rule holds, or a site is open. */
export const fenceSchedule = z.strictObject({
  timeZone: parsedText(64, timeZoneFault),
  hours: list(
    z.strictObject({
      days: list(z.enum(WEEKDAYS), 7).min(1),
      from: timeOfDay,
      to: timeOfDay.describe("not after 'from': on the next day"),
    }),
    50,
  ).min(1),
});
export type FenceSchedule = z.infer<typeof fenceSchedule>;

const names = list(text(200)).min(1);

/** What a fence is and asks for, in one of its versions. */
export const fenceTerms = z.strictObject({
  name: text(200),
  geometry: fenceGeometry,
  rule: z.enum(FENCE_RULES),
  by: dateTime.optional().describe('for must-be-inside: when a shipment has to be inside at the latest'),
  appliesTo: z
    .strictObject({ shipmentIds: names.optional(), carriers: names.optional(), labels: names.optional() })
    .optional()
    .describe('a shipment has to match each member that is given, by any of its values; all shipments when absent'),
  confirm: z
    .strictObject({ fixes: z.int().min(1).max(100), seconds: z.int().min(0).max(86_400) })
    .optional()
    .describe('a crossing counts after so many fixes beyond the boundary, or two that are so many seconds apart; 2 and 120 when absent'),
  schedule: fenceSchedule.optional().describe('when the rule holds; always when absent'),
});
export type FenceTerms = z.infer<typeof fenceTerms>;

/** Event time = from when the fence is so; later versions that had been planned no longer apply. */
export const geofenceDrawn = fenceTerms.extend({ geofenceId: text(64) });
export const geofenceRetired = z.strictObject({ geofenceId: text(64) });
