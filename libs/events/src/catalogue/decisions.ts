import { z } from 'zod';
import { dateTime, duration, emptyOrText, instant, list, reportedInstant, text, within } from './bounds';
import { identifierShape, lineString, place, unitShape } from './shapes';

const shortText = text(200);
const shipmentId = text(64);
/** A name as it was given, spaces and all. */
const given = text(500).describe('the value as it was given');
const reason = emptyOrText(500);
export const TRANSPORT_MODES = ['road', 'rail', 'air', 'sea', 'parcel'] as const;

/** A stop of the transport plan, its times in the form that is wanted: text as it was given, instants, or text as answers have it. */
export const plannedStop = <T extends z.ZodType>(time: T) =>
  z.strictObject({
    stopId: shortText,
    place,
    plannedArrival: time.optional(),
    plannedDeparture: time.optional(),
    dwell: duration.optional(),
    purpose: shortText.optional(),
  });

export const shipmentRules = z.strictObject({
  noMovementAfter: duration.optional(),
  noSignalAfter: duration.optional(),
  departureOverdueAfter: duration.optional(),
  corridorMetres: within(1, 1_000_000).optional(),
});

const plan = <T extends z.ZodType>(time: T) =>
  z.strictObject({
    reference: shortText.optional(),
    carrier: emptyOrText(64)
      .regex(/^[^/\s]{1,64}$/, 'must be 1 to 64 characters without white space or slash')
      .optional(),
    mode: z.enum(TRANSPORT_MODES).optional(),
    labels: list(shortText, 50).optional(),
    consignmentId: shortText.optional(),
    origin: place,
    destination: place,
    plannedDeparture: time.optional(),
    plannedArrival: time.optional(),
    route: lineString.optional(),
    stops: list(plannedStop(time), 200).optional(),
    rules: shipmentRules.optional(),
  });

/** The plan of a shipment as a coordinator gives it, which is how the log keeps it. */
export const givenPlan = plan(dateTime);
export type GivenPlan = z.infer<typeof givenPlan>;
const shipmentPlan = plan(instant);
export type ShipmentPlan = z.infer<typeof shipmentPlan>;

export const heldIdentifier = identifierShape.extend({
  given: given.optional(),
  from: instant.optional(),
  until: instant.optional(),
});

export const shipmentRegistered = shipmentPlan.extend({ shipmentId, identifiers: list(heldIdentifier, 100) });
export const routePlanned = z.strictObject({ route: lineString });
export const identifierAssigned = z.strictObject({
  identifier: identifierShape,
  given,
  shipmentId,
  commandId: text(64).describe('the command that took it; a repeated command recognises its own assignments'),
  from: instant.optional().describe('open when absent: all past'),
  until: instant.optional(),
});
export const identifierReleased = z.strictObject({
  identifier: identifierShape,
  shipmentId,
  commandId: text(64).optional().describe('only what this command assigned is released'),
  until: reportedInstant
    .optional()
    .describe('end of the interval in event time, which a report may have set; absent = as if it had never been held'),
});
/** In the carried thing's own stream the decision, in the unit's stream the trace that leads to it. Event time = from when. */
export const shipmentLoaded = z.strictObject({ shipmentId, unit: unitShape });
export const unitLoaded = z.strictObject({ unit: unitShape, on: unitShape });
export const shipmentCancelled = z.strictObject({ reason: reason.optional() });
export const delivered = z.strictObject({ proof: z.strictObject({ reference: emptyOrText(200).optional() }).optional() });
/** Of what was moved by attribution: the name and event time of the fact, by which it is told whether it belongs there. */
const movedFact = z.strictObject({ subject: text(200), time: reportedInstant }).optional();
export const factRetracted = z.strictObject({ eventId: text(64), reason, fact: movedFact });
export const factReinstated = z.strictObject({ eventId: text(64), reason, fact: movedFact });
export const trackingLink = z.strictObject({ linkId: text(32).regex(/^[0-9a-f]{32}$/) });
