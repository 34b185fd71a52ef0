import { CLASSIFIERS, identifierShape, MILESTONES, scanLocation } from '@waybill/events';
import { z } from 'zod';
import { time, type View } from '../view';

const tooOld = z
  .boolean()
  .describe('from before 1970, or more than 3,660 days before it was taken in: it is shown, and nothing is detected on it');

/** One entry of a timeline, in event-time order. Details that the event has not are absent. */
export const timelineEntry = z
  .object({
    eventId: z.string(),
    kind: z.string().describe('what it is about, in a word'),
    type: z.string(),
    id: z.string().describe("the sender's id"),
    time,
    recordedTime: time,
    source: z.string(),
    late: z.boolean(),
    future: z.boolean(),
    tooOld,
    retracted: z.boolean(),
    retraction: z.object({ eventId: z.string(), reason: z.string(), time }).nullable().describe('the event that holds it back'),
    milestone: z.enum(MILESTONES).optional(),
    classifier: z.enum(CLASSIFIERS).optional(),
    location: scanLocation.optional(),
    rawCode: z.string().optional(),
    reason: z.string().optional(),
    note: z.string().optional(),
    stop: z.string().optional().describe('stop of the planned route that a vehicle left or reached'),
    identifier: identifierShape.optional().describe('the name that was assigned or released'),
    unit: identifierShape.optional().describe('what the shipment was loaded on or unloaded from'),
    factId: z.string().optional().describe('the event that a retraction or reinstatement names'),
    linkId: z.string().optional(),
    exceptionId: z.string().optional(),
    geofenceId: z.string().optional(),
    siteId: z.string().optional(),
    expected: time.optional().describe('when it was expected at the site'),
    proof: z.object({ reference: z.string().optional() }).optional(),
  })
  .meta({ id: 'TimelineEntry' });
export type TimelineEntryView = View<typeof timelineEntry>;

/** One position report of a shipment. */
export const positionView = z
  .object({
    eventId: z.string(),
    id: z.string().describe("the sender's id of the report"),
    time,
    recordedTime: time,
    latitude: z.number(),
    longitude: z.number(),
    speedKmh: z.number().nullable(),
    headingDegrees: z.number().nullable(),
    altitudeMetres: z.number().nullable(),
    accuracyMetres: z.number().nullable(),
    source: z.string(),
    mark: z.string().describe('ok or confirmed, or why the fix does not count: jump, clock-skew, before-1970, zero-island, retracted'),
    late: z.boolean(),
    tooOld,
    retracted: z.boolean(),
  })
  .meta({ id: 'Position' });
export type PositionView = View<typeof positionView>;
