import { EXCEPTION_RULES, EXCEPTION_STATES, evidence } from '@waybill/events';
import { z } from 'zod';
import { time, type View } from '../view';

/** One row of the list of exceptions: a shipment that needs a look. */
export const exceptionSummary = z
  .object({
    exceptionId: z.string(),
    shipmentId: z.string(),
    type: z.enum(EXCEPTION_RULES).describe('the rule that was broken'),
    geofenceId: z.string().nullable(),
    state: z.enum(EXCEPTION_STATES),
    since: time.describe('event time from which it holds'),
    until: time.nullable().describe('event time at which the facts ended it'),
    raisedAt: time.describe('event time at which it became an exception'),
    detectedAt: time.describe('when Waybill noticed'),
    assignee: z.string().nullable(),
    snoozedUntil: time.nullable(),
    late: z.boolean().describe('noticed more than ten minutes after it had become true'),
    backfilled: z.boolean(),
    flapping: z.boolean().describe('begins and ends so often that it is shown as one'),
    mergedInto: z.string().nullable().describe('the exception that covers this one too'),
    updatedAt: time,
  })
  .meta({ id: 'Exception' });
export type ExceptionSummary = View<typeof exceptionSummary>;

/** One step in the life of an exception, as the log has it. */
export const exceptionStep = z
  .object({
    eventId: z.string(),
    type: z.string(),
    time,
    recordedTime: time,
    data: z.looseObject({}).describe('actor, reason, assignee, evidence …, as far as the step has them'),
  })
  .meta({ id: 'ExceptionStep' });

/** An exception with what it rests on and all that was done about it. */
export const exceptionDetail = exceptionSummary.extend({ evidence, history: z.array(exceptionStep).describe('every step, in order') });
export type ExceptionDetail = View<typeof exceptionDetail>;
