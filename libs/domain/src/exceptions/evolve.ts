import type { DataOf, Instant, StoredEvent } from '@waybill/events';
import { evolveCrossings } from './crossings';
import { type ExceptionEventType, isExceptionEventType, RULE_OF_EVENT } from './event-types';
import { type Exception, exceptionOf, numberOf, type ShipmentExceptions } from './exception';
import { withItem } from './paged';

/** An event of the exception stream as a discriminated union. */
type ExceptionEvent = { [T in ExceptionEventType]: { readonly type: T; readonly data: DataOf<T> } }[ExceptionEventType];

type Raise = Extract<ExceptionEvent, { readonly type: keyof typeof RULE_OF_EVENT }>;
const isRaise = (event: ExceptionEvent): event is Raise => event.type in RULE_OF_EVENT;

function raised({ type, data }: Raise): Exception {
  const { exceptionId, since, raisedAt, flapping, evidence, late, backfilled } = data;
  const subject = 'geofenceId' in data ? { subject: data.geofenceId } : {};
  const episode = { rule: RULE_OF_EVENT[type], ...subject, since, raisedAt, flapping, evidence };
  return { exceptionId, number: numberOf(exceptionId), episode, late, backfilled, steps: 1 };
}

/** Ended by the facts: whatever a person had put off or done about it is over. */
const ended = (before: Exception, until: Instant | undefined): Exception => ({
  ...before,
  episode: { ...before.episode, until: until ?? before.episode.until },
  resolved: { by: 'facts' },
  snoozedUntil: undefined,
});

function amended(before: Exception, data: DataOf<'dev.waybill.exception-amended.v1'>): Exception {
  const { since, raisedAt, until, flapping, evidence } = data;
  return { ...before, episode: { ...before.episode, since, raisedAt, until, flapping, evidence } };
}

function reopened(before: Exception, { by }: DataOf<'dev.waybill.exception-reopened.v1'>): Exception {
  const episode = by === 'facts' ? { ...before.episode, until: undefined } : before.episode;
  return { ...before, episode, resolved: undefined, retracted: undefined, snoozedUntil: undefined };
}

function resolved(before: Exception, { by, actor, reason, until }: DataOf<'dev.waybill.exception-resolved.v1'>): Exception {
  if (by === 'facts') return ended(before, until);
  return { ...before, resolved: { by, ...(actor !== undefined && { actor }), reason }, snoozedUntil: undefined };
}

function stepped(before: Exception, event: Exclude<ExceptionEvent, Raise>): Exception {
  switch (event.type) {
    case 'dev.waybill.movement-resumed.v1':
    case 'dev.waybill.signal-regained.v1':
    case 'dev.waybill.back-on-route.v1':
      return ended(before, event.data.until);
    case 'dev.waybill.exception-amended.v1':
      return amended(before, event.data);
    case 'dev.waybill.exception-acknowledged.v1':
      return { ...before, acknowledgedBy: before.acknowledgedBy ?? event.data.actor };
    case 'dev.waybill.exception-assigned.v1':
      return { ...before, assignee: event.data.assignee };
    case 'dev.waybill.exception-snoozed.v1':
      return { ...before, snoozedUntil: event.data.snoozedUntil };
    case 'dev.waybill.exception-resolved.v1':
      return resolved(before, event.data);
    case 'dev.waybill.exception-reopened.v1':
      return reopened(before, event.data);
    case 'dev.waybill.exception-retracted.v1': {
      const { reason, mergedInto } = event.data;
      return { ...before, retracted: { reason, ...(mergedInto !== undefined && { mergedInto }) }, snoozedUntil: undefined };
    }
  }
}

/** What people did about an exception goes on with the one that it became part of. */
const inheriting = (heir: Exception, { acknowledgedBy, assignee }: Exception): Exception => ({
  ...heir,
  acknowledgedBy: heir.acknowledgedBy ?? acknowledgedBy,
  assignee: heir.assignee ?? assignee,
});

/** The exceptions that an event raises or changes, as it leaves them, out of those that are known by their ids. */
export function changedBy(
  event: Pick<StoredEvent, 'type' | 'data'>,
  known: (exceptionId: string) => Exception | undefined,
): readonly Exception[] {
  return isExceptionEventType(event.type) ? changes(event as unknown as ExceptionEvent, known) : [];
}

function changes(event: ExceptionEvent, known: (exceptionId: string) => Exception | undefined): readonly Exception[] {
  const before = known(event.data.exceptionId);
  if (isRaise(event)) return before ? [] : [raised(event)];
  if (!before) return [];
  const next = { ...stepped(before, event), steps: before.steps + 1 };
  const merged = before.retracted ? undefined : next.retracted?.mergedInto;
  const heir = merged === undefined ? undefined : known(merged);
  return heir ? [next, inheriting(heir, before)] : [next];
}

/** Folds one event of a shipment's exception stream. */
export function evolveExceptions(state: ShipmentExceptions, event: StoredEvent): ShipmentExceptions {
  const changed = changedBy(event, (exceptionId) => exceptionOf(state, exceptionId));
  const exceptions = changed.reduce((all, one) => withItem(all, one.number - 1, one), state.exceptions);
  const crossings = evolveCrossings(state.crossings, event);
  return exceptions === state.exceptions && crossings === state.crossings ? state : { exceptions, crossings };
}
