import { EXCEPTION_RULES, EXCEPTION_STATES, type ExceptionRule, type ExceptionState, instant, text } from '@waybill/events';
import { type ExceptionFilter, exceptionDetail, type View } from '@waybill/read-model';
import { z } from 'zod';
import { asOfPosition, paging, someOf } from '../reading/pages';

export const exceptionAnswer = exceptionDetail.extend({ asOfPosition }).meta({ id: 'ExceptionDetail' });
export type ExceptionAnswer = View<typeof exceptionAnswer>;

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
export const optionalReasonBody = z.strictObject({ reason: reason.optional() });
export const reasonBody = z.strictObject({ reason });
export const assignBody = z.strictObject({
  assignee: text(200).describe('team, desk or user id that sees to it'),
  reason: reason.optional(),
});
export const snoozeBody = z.strictObject({ until: instant.describe('when it comes back'), reason: reason.optional() });
