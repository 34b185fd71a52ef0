import { z } from 'zod';
import { CLASSIFIERS, MILESTONES } from '../milestones';
import { altitudeMetres, emptyOrText, latitude, longitude, reportedInstant, within } from './bounds';
import { scanLocation } from './shapes';

/** How iOS says that it does not know a speed or a heading. It is kept as it was sent and means nothing. */
const UNKNOWN = -1;
/** The value that was meant: undefined for one that says that it is not known. */
export const ifKnown = (given: number | undefined): number | undefined => (given === UNKNOWN ? undefined : given);

const knownOrNot = (most: number) =>
  within(UNKNOWN, most).refine((value) => value >= 0 || value <= UNKNOWN, `must be at least 0, or ${UNKNOWN} when it is not known`);

/** Where a device was. Unknown properties are kept. */
export const positionReported = z.looseObject({
  latitude,
  longitude,
  speedKmh: knownOrNot(100_000).optional().describe('km/h; -1 = not known'),
  headingDegrees: knownOrNot(360).optional().describe('degrees clockwise from true north; -1 = not known'),
  altitudeMetres: altitudeMetres.optional(),
  accuracyMetres: within(0, 10_000_000).optional().describe('radius in metres'),
  fixTime: reportedInstant.optional().describe("the receiver's own time of the fix; counts before the event's time"),
});
export type PositionReported = z.infer<typeof positionReported>;

/** A milestone that a carrier recorded. */
export const itemScanned = z.looseObject({
  milestone: z.enum(MILESTONES),
  classifier: z.enum(CLASSIFIERS).optional().describe('ACT when absent'),
  location: scanLocation.optional(),
  rawCode: emptyOrText(200).optional().describe("the carrier's own code"),
  reason: emptyOrText(200).optional(),
  note: emptyOrText(2_000).optional(),
});

/** A vehicle left or reached a place. */
export const vehicleMoved = z.looseObject({
  location: scanLocation.optional(),
  stop: emptyOrText(200).optional().describe('stop of the planned route'),
});
