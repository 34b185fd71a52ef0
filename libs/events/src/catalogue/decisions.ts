import { z } from 'zod';
import { dateTime, duration, identifierShape, lineString, place } from './shapes';

const shortText = z.string().min(1).max(200);
export const TRANSPORT_MODES = ['road', 'rail', 'air', 'sea', 'parcel'] as const;

/** A stop of the transport plan. */
export const plannedStop = z.strictObject({
  stopId: shortText,
  place,
  plannedArrival: dateTime.optional(),
  plannedDeparture: dateTime.optional(),
  dwell: duration.optional(),
  purpose: shortText.optional(),
});

export const shipmentRules = z.strictObject({
  noMovementAfter: duration.optional(),
  noSignalAfter: duration.optional(),
  corridorMetres: z.number().positive().max(1_000_000).optional(),
});

/** The plan of a shipment as a coordinator gives it. */
export const shipmentPlan = z.strictObject({
  reference: shortText.optional(),
  carrier: z
    .string()
    .regex(/^[^/\s]{1,64}$/, 'must be 1 to 64 characters without white space or slash')
    .optional(),
  mode: z.enum(TRANSPORT_MODES).optional(),
  labels: z.array(shortText).max(50).optional(),
  consignmentId: shortText.optional(),
  origin: place,
  destination: place,
  plannedDeparture: dateTime.optional(),
  plannedArrival: dateTime.optional(),
  route: lineString.optional(),
  stops: z.array(plannedStop).max(200).optional(),
  rules: shipmentRules.optional(),
});
export type ShipmentPlan = z.infer<typeof shipmentPlan>;

export const heldIdentifier = identifierShape.extend({
  given: z.string().optional().describe('the value as it was given'),
  from: dateTime.optional(),
  until: dateTime.optional(),
});

export const shipmentRegistered = shipmentPlan.extend({ shipmentId: z.string(), identifiers: z.array(heldIdentifier) });
export const routePlanned = z.strictObject({ route: lineString });
export const identifierAssigned = z.strictObject({
  identifier: identifierShape,
  given: z.string().describe('the value as it was given'),
  shipmentId: z.string(),
  commandId: z.string().describe('the command that took it; a repeated command recognises its own assignments'),
  from: dateTime.optional().describe('open when absent: all past'),
  until: dateTime.optional(),
});
export const identifierReleased = z.strictObject({
  identifier: identifierShape,
  shipmentId: z.string(),
  commandId: z.string().optional().describe('only what this command assigned is released'),
  until: dateTime.optional().describe('end of the interval in event time; absent = as if it had never been held'),
});
/** In the carried thing's own stream the decision, in the unit's stream the trace that leads to it. Event time = from when. */
export const shipmentLoaded = z.strictObject({ shipmentId: z.string(), unit: identifierShape });
export const unitLoaded = z.strictObject({ unit: identifierShape, on: identifierShape });
export const shipmentCancelled = z.strictObject({ reason: z.string().max(500).optional() });
export const delivered = z.strictObject({ proof: z.strictObject({ reference: z.string().max(200).optional() }).optional() });
export const factRetracted = z.strictObject({ eventId: z.string(), reason: z.string().max(500) });
export const factReinstated = z.strictObject({ eventId: z.string(), reason: z.string().max(500) });
export const trackingLink = z.strictObject({ linkId: z.string().regex(/^[0-9a-f]{32}$/) });
