import { EXCEPTION_RULES, EXCEPTION_STATES, type ExceptionRule, type ExceptionState, evidence, text } from '@waybill/events';
import type { ExceptionFilter } from '@waybill/read-model';
import { z } from 'zod';
import { instant } from '../commands/values';
import { asOfPosition, paging, someOf } from '../reading/pages';

const time = z.string().describe('UTC with milliseconds');

const summaryShape = {
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
};
export const exceptionSummary = z.object(summaryShape).meta({ id: 'Exception' });
const step = z
  .object({ eventId: z.string(), type: z.string(), time, recordedTime: time, data: z.looseObject({}) })
  .meta({ id: 'ExceptionStep' });
export const exceptionDetail = z
  .object({ ...summaryShape, evidence, history: z.array(step).describe('every step, in order'), asOfPosition })
  .meta({ id: 'ExceptionDetail' });

export const exceptionListQuery = z.strictObject({
  type: someOf<ExceptionRule>(EXCEPTION_RULES).describe('one or more, separated by commas'),
  state: someOf<ExceptionState | 'open'>(['open', ...EXCEPTION_STATES]).describe(
    'one or more, separated by commas; open = not resolved or retracted',
  ),
  shipmentId: text(64).optional(),
  assignee: text(200).optional(),
  since: instant.optional().describe('raised at or after'),
  ...paging,
});
export type ExceptionListQuery = z.infer<typeof exceptionListQuery>;

/** The filter that the read models understand. */
export const filterOf = ({ minPosition: _, settled: __, ...filter }: ExceptionListQuery): ExceptionFilter => filter;

const reason = text(500);
/** For steps that explain themselves. */
export const maybeBecauseBody = z.strictObject({ reason: reason.optional() });
export const becauseBody = z.strictObject({ reason });
export const assignBody = z.strictObject({
  assignee: text(200).describe('team, desk or user id that sees to it'),
  reason: reason.optional(),
});
export const snoozeBody = z.strictObject({ until: instant.describe('when it comes back'), reason: reason.optional() });
