import { formatInstant, type Instant } from '@waybill/events';
import { type Decision, draft, type Rejection, reject } from '../decision';
import { type Exception, exceptionOf, isOpen, type ShipmentExceptions } from './exception';

/** Who does something about an exception, and why. */
export interface ExceptionStep {
  readonly exceptionId: string;
  readonly actor: string;
  readonly reason?: string;
}

const unknownException = (exceptionId: string): Rejection =>
  reject('exception-not-found', `There is no exception ${exceptionId}; list them with GET /v1/exceptions.`);

/** Nothing is left to be done about what the facts took back. */
const neverWas = ({ exceptionId, retracted }: Exception): Rejection =>
  reject(
    'exception-closed',
    retracted?.mergedInto === undefined
      ? `Exception ${exceptionId} was retracted: the facts show that it never was.`
      : `Exception ${exceptionId} is part of ${retracted.mergedInto}; use that one.`,
  );

function onOpen(state: ShipmentExceptions, exceptionId: string, decide: (exception: Exception) => Decision): Decision {
  const exception = exceptionOf(state, exceptionId);
  if (!exception) return unknownException(exceptionId);
  if (isOpen(exception)) return decide(exception);
  if (exception.retracted) return neverWas(exception);
  return reject('exception-closed', `Exception ${exceptionId} is resolved; reopen it first.`);
}

/** `reason` only where one was given. */
const because = (reason: string | undefined) => (reason === undefined ? {} : { reason });

/** It has been seen. A second time changes nothing, also by another person. */
export const acknowledgeException = (state: ShipmentExceptions, { exceptionId, actor, reason }: ExceptionStep): Decision =>
  onOpen(state, exceptionId, ({ acknowledgedBy }) =>
    acknowledgedBy === undefined ? [draft('dev.waybill.exception-acknowledged.v1', { exceptionId, actor, ...because(reason) })] : [],
  );

/** It is given to a person to see to. */
export const assignException = (state: ShipmentExceptions, step: ExceptionStep & { readonly assignee: string }): Decision =>
  onOpen(state, step.exceptionId, (exception) => {
    const { exceptionId, actor, assignee, reason } = step;
    if (exception.assignee === assignee) return [];
    return [draft('dev.waybill.exception-assigned.v1', { exceptionId, actor, assignee, ...because(reason) })];
  });

/** Puts it off: it comes back at `until`, unless it ends before. */
export const snoozeException = (state: ShipmentExceptions, step: ExceptionStep & { readonly until: Instant }, now: Instant): Decision =>
  onOpen(state, step.exceptionId, ({ snoozedUntil }) => {
    const { exceptionId, actor, until, reason } = step;
    if (until <= now) return reject('invalid-interval', `'until' must lie in the future; it is ${formatInstant(now)} now.`);
    if (snoozedUntil === until) return [];
    return [draft('dev.waybill.exception-snoozed.v1', { exceptionId, actor, snoozedUntil: formatInstant(until), ...because(reason) })];
  });

/** A person closes it; its episode raises nothing any more, even if it goes on. Closing what is closed changes nothing. */
export function resolveException(state: ShipmentExceptions, step: ExceptionStep & { readonly reason: string }): Decision {
  const { exceptionId, actor, reason } = step;
  const exception = exceptionOf(state, exceptionId);
  if (!exception) return unknownException(exceptionId);
  if (exception.retracted) return neverWas(exception);
  return exception.resolved ? [] : [draft('dev.waybill.exception-resolved.v1', { exceptionId, by: 'person', actor, reason })];
}

/** Opens again what a person closed or put off. What the facts ended stays ended: what comes back is raised anew. */
export function reopenException(state: ShipmentExceptions, step: ExceptionStep & { readonly reason: string }): Decision {
  const { exceptionId, actor, reason } = step;
  const exception = exceptionOf(state, exceptionId);
  if (!exception) return unknownException(exceptionId);
  if (exception.retracted) return neverWas(exception);
  const { until } = exception.episode;
  if (until !== undefined) return reject('exception-closed', `Exception ${exceptionId} ended at ${formatInstant(until)} by the facts.`);
  if (!exception.resolved && exception.snoozedUntil === undefined) return [];
  return [draft('dev.waybill.exception-reopened.v1', { exceptionId, by: 'person', actor, reason })];
}
