import { EXCEPTION_RULES } from '@waybill/events';
import { z } from 'zod';
import { time, type View } from '../view';

/** A shipment as a map draws it. */
export const mapPoint = z
  .object({
    shipmentId: z.string(),
    latitude: z.number(),
    longitude: z.number(),
    time: time.describe('of the position'),
    headingDegrees: z.number().nullable(),
    phase: z.string(),
    exception: z.enum(EXCEPTION_RULES).nullable().describe('the rule of its oldest open exception'),
    late: z.boolean(),
  })
  .meta({ id: 'MapPoint' });
export type MapPoint = View<typeof mapPoint>;

/** So many shipments of an area of the map: instead of points, where those would be too many. */
export const mapCell = z
  .object({
    latitude: z.number().describe('where its shipments are on average'),
    longitude: z.number(),
    count: z.int(),
    exceptions: z.int().describe('how many of them have an open exception'),
  })
  .meta({ id: 'MapCell' });
export type MapCell = View<typeof mapCell>;

/** What a map draws: points, or cells where there are more than it could. */
export interface FleetMap {
  readonly points: readonly MapPoint[];
  readonly cells: readonly MapCell[];
}
