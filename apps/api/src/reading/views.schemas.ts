import { SHIPMENT_STATUSES } from '@waybill/events';
import { z } from 'zod';
import { exceptionSummary } from '../exceptions/exceptions.schemas';

/** JSON shapes of the views, for the API's description. The read models make the views; nothing is checked against these at run time. */
const TOO_OLD = 'from before 1970, or more than 3,660 days before it was taken in: nothing is detected on it';
const time = z.string().describe('UTC with milliseconds');
const place = z.looseObject({ name: z.string().optional(), latitude: z.number(), longitude: z.number() }).meta({ id: 'PlaceView' });
const heldIdentifier = z
  .object({
    scheme: z.string(),
    value: z.string(),
    given: z.string(),
    from: time.nullable(),
    until: time.nullable(),
    checkDigitWrong: z.boolean(),
  })
  .meta({ id: 'HeldIdentifier' });
const liveLocation = z
  .object({
    latitude: z.number(),
    longitude: z.number(),
    time,
    speedKmh: z.number().optional(),
    headingDegrees: z.number().optional(),
    accuracyMetres: z.number().optional(),
    source: z.string(),
  })
  .meta({ id: 'LiveLocation' });
const lastMilestone = z
  .object({ milestone: z.string(), time, location: z.looseObject({}).nullable(), eventId: z.string() })
  .meta({ id: 'LastMilestone' });
const eta = z.object({ p10: time, p50: time, p90: time, modelVersion: z.string(), calculatedAt: time }).meta({ id: 'Eta' });

const summaryShape = {
  shipmentId: z.string(),
  reference: z.string().nullable(),
  carrier: z.string().nullable(),
  mode: z.string().nullable(),
  labels: z.array(z.string()),
  consignmentId: z.string().nullable(),
  identifiers: z.array(heldIdentifier),
  status: z.enum(SHIPMENT_STATUSES),
  phase: z.string(),
  origin: place,
  destination: place,
  liveLocation: liveLocation.nullable(),
  lastMilestone: lastMilestone.nullable(),
  eta: eta.nullable(),
  plannedDeparture: time.nullable(),
  plannedArrival: time.nullable(),
  deliveredAt: time.nullable(),
  openExceptions: z.array(exceptionSummary),
  revision: z.int().describe("last event of the shipment's own stream that is contained"),
  updatedAt: time,
};

const asOfPosition = z.string();
export const shipmentSummary = z.object(summaryShape).meta({ id: 'ShipmentSummary' });
export const shipmentDetail = z
  .object({
    ...summaryShape,
    route: z.unknown(),
    stops: z.array(z.unknown()),
    rules: z.unknown(),
    aboard: z.array(z.object({ unit: z.object({ scheme: z.string(), value: z.string() }), from: time, until: time.nullable() })),
    asOfPosition,
    incomplete: z
      .array(z.enum(['identifiers']))
      .optional()
      .describe('with asOf or knownAt while read models are away: what the answer may lack, names given after the registration'),
  })
  .meta({ id: 'ShipmentDetail' });

export const timelineEntry = z
  .looseObject({
    eventId: z.string(),
    type: z.string(),
    time,
    recordedTime: time,
    source: z.string(),
    late: z.boolean(),
    future: z.boolean(),
    tooOld: z.boolean().describe(TOO_OLD),
    retracted: z.boolean(),
    retraction: z.object({ reason: z.string(), time }).nullable(),
  })
  .meta({ id: 'TimelineEntry' });

export const positionView = z
  .object({
    eventId: z.string(),
    time,
    recordedTime: time,
    latitude: z.number(),
    longitude: z.number(),
    speedKmh: z.number().nullable(),
    headingDegrees: z.number().nullable(),
    altitudeMetres: z.number().nullable(),
    accuracyMetres: z.number().nullable(),
    source: z.string(),
    mark: z.string().describe('ok, or why the fix does not count'),
    late: z.boolean(),
    tooOld: z.boolean().describe(TOO_OLD),
    retracted: z.boolean(),
  })
  .meta({ id: 'Position' });

export const consignmentAnswer = z
  .object({
    consignmentId: z.string(),
    status: z.string().describe('the status that all pieces share that are not cancelled, else PARTIAL'),
    deliveredAt: time.nullable(),
    shipments: z.array(shipmentSummary),
    shipmentsTruncated: z.literal(true).optional().describe('when there are more pieces than are shown'),
    asOfPosition,
  })
  .meta({ id: 'Consignment' });

export const parkedReport = z
  .object({
    eventId: z.string(),
    source: z.string(),
    id: z.string(),
    type: z.string(),
    subject: z.string(),
    time,
    recordedTime: time,
    data: z.unknown(),
  })
  .meta({ id: 'ParkedReport' });
