import { type EventType, formatIdentifier, formatInstant, type Identifier, type Instant, isFuture, type JsonOf } from '@waybill/events';

/** An event that a command decided on, before it has an id. `time` is event time; absent = the moment of the command. */
export interface Draft<T extends EventType = EventType> {
  readonly type: T;
  readonly data: JsonOf<T>;
  readonly time?: Instant;
}

/** Why a command was refused. Each kind is one row of the API's problem table. */
export const REJECTIONS = [
  'invalid-request',
  'shipment-not-found',
  'shipment-exists',
  'shipment-terminal',
  'identifier-taken',
  'identifier-not-held',
  'invalid-identifier',
  'invalid-interval',
  'unit-cycle',
  'unit-too-deep',
  'not-aboard',
  'fact-not-found',
  'link-not-found',
  'key-not-found',
  'source-not-found',
  'source-retired',
  'exception-not-found',
  'geofence-not-found',
  'site-not-found',
  'site-exists',
  'site-retired',
  'exception-closed',
  'idempotency-key-reused',
  'conflict',
] as const;
export type RejectionKind = (typeof REJECTIONS)[number];

/** A refused command: the kind, and a sentence that says what to do. */
export interface Rejection {
  readonly rejected: RejectionKind;
  readonly detail: string;
}

export type Decision = readonly Draft[] | Rejection;

export const reject = (rejected: RejectionKind, detail: string): Rejection => ({ rejected, detail });
/** An unload ends every stay that began by then: a load at that very time would be accepted and mean nothing. */
export const undoneByUnload = (who: string, unit: Identifier): Rejection =>
  reject('not-aboard', `${who} was taken off ${formatIdentifier(unit)} at that very time, which undoes a load; give a later 'at'.`);
export const isRejection = (value: object): value is Rejection => 'rejected' in value;
/** A draft whose data is checked against its type. */
export const draft = <T extends EventType>(type: T, data: JsonOf<T>, time?: Instant): Draft => ({ type, data, time }) as Draft;

/** Events whose time says from when on something is to be so; all others say when something was done. */
const PLANS: readonly EventType[] = [
  'dev.waybill.geofence-defined.v1',
  'dev.waybill.geofence-redrawn.v1',
  'dev.waybill.geofence-retired.v1',
];

/** The decision, unless it says that something was done more than ten minutes after now. */
export function refuseAhead(decision: Decision, now: Instant): Decision {
  if (isRejection(decision)) return decision;
  const isAhead = decision.some(({ type, time = now }) => !PLANS.includes(type) && isFuture({ time, recordedTime: now }));
  if (!isAhead) return decision;
  return reject('invalid-request', `'at' is more than ten minutes ahead: it is ${formatInstant(now)} now; tell it when it has been done.`);
}
