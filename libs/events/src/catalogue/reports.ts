import { z } from 'zod';
import { CLASSIFIERS, MILESTONES } from '../milestones';
import { dateTime, latitude, longitude, scanLocation } from './shapes';

/** Where a device was. Unknown properties are kept. */
export const positionReported = z.looseObject({
  latitude,
  longitude,
  speedKmh: z.number().min(0).max(100_000).optional().describe('km/h'),
  headingDegrees: z.number().min(0).max(360).optional().describe('degrees clockwise from true north'),
  altitudeMetres: z.number().min(-12_000).max(100_000).optional().describe('metres'),
  accuracyMetres: z.number().min(0).max(10_000_000).optional().describe('radius in metres'),
  fixTime: dateTime.optional().describe("the receiver's own time of the fix; counts before the event's time"),
});
export type PositionReported = z.infer<typeof positionReported>;

/** A milestone that a carrier recorded. */
export const itemScanned = z.looseObject({
  milestone: z.enum(MILESTONES),
  classifier: z.enum(CLASSIFIERS).optional().describe('ACT when absent'),
  location: scanLocation.optional(),
  rawCode: z.string().max(200).optional().describe("the carrier's own code"),
  reason: z.string().max(200).optional(),
  note: z.string().max(2000).optional(),
});
export type ItemScanned = z.infer<typeof itemScanned>;

/** A vehicle left or reached a place. */
export const vehicleMoved = z.looseObject({
  location: scanLocation.optional(),
  stop: z.string().max(200).optional().describe('stop of the planned route'),
});
export type VehicleMoved = z.infer<typeof vehicleMoved>;
