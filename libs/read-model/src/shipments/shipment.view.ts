import {
  type Instant,
  identifierShape,
  lineString,
  place,
  plannedStop,
  SHIPMENT_STATUSES,
  scanLocation,
  shipmentRules,
} from '@waybill/events';
import { z } from 'zod';
import { etaView } from '../eta/eta.view';
import { exceptionSummary } from '../exceptions/exception.view';
import { time, type View } from '../view';

/** A place as it was given in the plan. */
const placeView = place.meta({ id: 'PlaceView' });
export type PlaceView = View<typeof placeView>;

/** A name that a shipment holds, in event time. Open ends are null. */
const heldIdentifierView = z
  .object({
    scheme: z.string(),
    value: z.string(),
    given: z.string().describe('the value as it was given'),
    from: time.nullable(),
    until: time.nullable(),
    checkDigitWrong: z.boolean().describe('the name has a check digit and it is wrong'),
  })
  .meta({ id: 'HeldIdentifier' });
export type HeldIdentifierView = View<typeof heldIdentifierView>;

/** A shipment's time aboard a unit. */
const aboardView = z.object({ unit: identifierShape, from: time, until: time.nullable() });
export type AboardView = View<typeof aboardView>;

/** The newest trusted fix of a shipment, never later than the end of its journey. */
export const liveLocationView = z
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
export type LiveLocationView = View<typeof liveLocationView>;

/** The milestone that was reached last, by event time. */
const lastMilestoneView = z
  .object({ milestone: z.string(), time, location: scanLocation.nullable(), eventId: z.string() })
  .meta({ id: 'LastMilestone' });
export type LastMilestoneView = View<typeof lastMilestoneView>;

/** One row of the list of shipments. */
export const shipmentSummary = z
  .object({
    shipmentId: z.string(),
    reference: z.string().nullable(),
    carrier: z.string().nullable(),
    mode: z.string().nullable(),
    labels: z.array(z.string()),
    consignmentId: z.string().nullable(),
    identifiers: z.array(heldIdentifierView),
    status: z.enum(SHIPMENT_STATUSES),
    phase: z.string(),
    origin: placeView,
    destination: placeView,
    liveLocation: liveLocationView.nullable(),
    lastMilestone: lastMilestoneView.nullable(),
    eta: etaView.nullable(),
    plannedDeparture: time.nullable(),
    plannedArrival: time.nullable(),
    deliveredAt: time.nullable(),
    openExceptions: z.array(exceptionSummary),
    revision: z.int().describe("last event of the shipment's own stream that is contained"),
    updatedAt: time.describe('largest recorded time among the events that are contained'),
  })
  .meta({ id: 'ShipmentSummary' });
export type ShipmentSummary = View<typeof shipmentSummary>;

/** Everything that is known of one shipment. */
export const shipmentDetail = shipmentSummary.extend({
  route: lineString.nullable(),
  stops: z.array(plannedStop(time)),
  rules: shipmentRules.nullable(),
  aboard: z.array(aboardView),
});
export type ShipmentDetail = View<typeof shipmentDetail>;

/** The pieces of a consignment. */
export interface ConsignmentPieces {
  readonly all: readonly { readonly status: ShipmentSummary['status']; readonly deliveredAt?: Instant }[];
  /** The first of them, in the order of their ids. */
  readonly shown: readonly ShipmentSummary[];
}
