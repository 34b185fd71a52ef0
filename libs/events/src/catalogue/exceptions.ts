import { z } from 'zod';
import {
  count,
  dateTime,
  emptyOrText,
  instant,
  latitude,
  list,
  longitude,
  metres,
  reportedInstant,
  reportedTime,
  text,
  within,
} from './bounds';

/** What Waybill watches a shipment for. One exception is one episode of one of them. */
export const EXCEPTION_RULES = ['no-movement', 'no-signal', 'geofence', 'off-route', 'not-departed', 'late'] as const;
export type ExceptionRule = (typeof EXCEPTION_RULES)[number];

/** Where an exception is in its life. Later ones hide earlier ones: one that is assigned may have been acknowledged too. */
export const EXCEPTION_STATES = ['raised', 'acknowledged', 'assigned', 'snoozed', 'resolved', 'retracted'] as const;
export type ExceptionState = (typeof EXCEPTION_STATES)[number];

const eventId = text(64);
const geofenceId = text(64);
const eventIds = list(eventId);
const exceptionId = text(100).describe('`<shipmentId>.<n>`; an episode keeps it for ever');
const note = emptyOrText(500);
const actor = emptyOrText(200).describe('who did it: the API key, or whom the caller names; never a private person');
const point = z.strictObject({ latitude, longitude });

/** A position that an exception rests on. */
export const evidencePosition = z.strictObject({
  eventId,
  time: reportedTime,
  latitude,
  longitude,
  accuracyMetres: within(0, 10_000_000).optional().describe('radius in metres'),
});

/** A crossing of a fence, as far as an exception rests on it. */
export const evidenceGeofence = z.strictObject({
  geofenceId,
  name: text(200),
  revision: count.optional().describe("revision, in the fence's stream, of the shape that was valid"),
  drawnAt: dateTime.optional().describe('when that shape was decided on'),
  direction: z.enum(['enter', 'exit', 'absent']).describe('absent = not inside when it had to be'),
  crossing: point.optional(),
});

/** Why an exception was raised: enough to check it by hand. */
export const evidence = z.strictObject({
  ruleVersion: count,
  thresholds: z.record(text(64), within(-1e12, 1e12)).describe('the limits that were in force, by name; the name ends in the unit'),
  eventIds: eventIds.describe('stored ids of the facts that it rests on'),
  positions: list(evidencePosition),
  distanceMetres: metres.optional(),
  deadline: reportedTime.optional().describe('the time that passed without the fact that was due'),
  geofence: evidenceGeofence.optional(),
});
export type Evidence = z.infer<typeof evidence>;

const episode = {
  since: reportedInstant.describe('event time from which it holds: the last movement, the last fact, the first position outside'),
  raisedAt: reportedInstant.describe('event time at which it became an exception: the deadline, or the position that confirmed it'),
  flapping: z.boolean().describe('begins and ends so often that it is shown as one'),
  evidence,
};

/** An episode became an exception. Its event time is `raisedAt`. */
export const exceptionDetected = z.strictObject({
  exceptionId,
  ...episode,
  late: z.boolean().describe('raised more than ten minutes after it became true'),
  backfilled: z.boolean().describe('by a fence that was drawn more than ten minutes after that, for the past'),
});
export const geofenceBreached = exceptionDetected.extend({ geofenceId });

/** The facts ended it. Its event time is `until`. */
export const exceptionCleared = z.strictObject({
  exceptionId,
  until: reportedInstant,
  eventIds: eventIds.describe('stored ids of the facts that ended it'),
});

/** Facts that came late or were corrected show the same episode otherwise. */
export const exceptionAmended = z.strictObject({
  exceptionId,
  ...episode,
  until: reportedInstant.optional().describe('absent while it goes on'),
});

export const exceptionAcknowledged = z.strictObject({ exceptionId, actor, reason: note.optional() });
export const exceptionAssigned = z.strictObject({
  exceptionId,
  actor,
  assignee: text(200).describe('team, desk or user id that sees to it'),
  reason: note.optional(),
});
export const exceptionSnoozed = z.strictObject({
  exceptionId,
  actor,
  snoozedUntil: instant.describe('it comes back at this time, if it still goes on'),
  reason: note.optional(),
});
export const exceptionResolved = z.strictObject({
  exceptionId,
  by: z.enum(['person', 'facts']),
  actor: actor.optional(),
  reason: note,
  until: reportedInstant.optional().describe('by facts: when it ended'),
  eventIds: eventIds.optional().describe('by facts: stored ids of the facts that ended it'),
});
export const exceptionReopened = z.strictObject({
  exceptionId,
  by: z.enum(['person', 'facts', 'clock']).describe('clock = its snooze is over'),
  actor: actor.optional(),
  reason: note,
});
export const exceptionRetracted = z.strictObject({
  exceptionId,
  reason: note,
  mergedInto: exceptionId.optional().describe('the exception that covers this episode too'),
});

/** Late or corrected facts show that a crossing was otherwise. */
export const geofenceCrossingRetracted = z.strictObject({
  eventId: eventId.describe('the event that told of the crossing'),
  reason: note,
});

/** The shipment crossed a fence, allowed or not. */
export const geofenceCrossed = z.strictObject({
  geofenceId,
  name: text(200),
  revision: count.optional().describe("revision, in the fence's stream, of the shape that was valid"),
  from: evidencePosition.optional().describe('the last position on the side that it left'),
  to: evidencePosition.describe('the first position on the other side'),
  crossing: point.optional().describe('where the way between the two meets the fence'),
});
