import { type EventType, type ExceptionRule, exceptionsStream, isAmong } from '@waybill/events';
import type { Deriver } from '../derived-event';

/** Derives the events of a shipment's exceptions. */
export const DETECTION: Deriver = { source: 'urn:waybill:exceptions', streamOf: exceptionsStream };

/** The event that raises an exception of each rule. */
export const RAISED_BY = {
  'no-movement': 'dev.waybill.no-movement-detected.v1',
  'no-signal': 'dev.waybill.signal-lost.v1',
  'off-route': 'dev.waybill.off-route-detected.v1',
  geofence: 'dev.waybill.geofence-breached.v1',
  'not-departed': 'dev.waybill.departure-overdue.v1',
  late: 'dev.waybill.shipment-late.v1',
} as const satisfies Record<ExceptionRule, EventType>;

/** The event that says that a rule is kept again; the others, and rules that no longer apply, end with `ExceptionResolved` by the facts. */
export const CLEARED_BY = {
  'no-movement': 'dev.waybill.movement-resumed.v1',
  'no-signal': 'dev.waybill.signal-regained.v1',
  'off-route': 'dev.waybill.back-on-route.v1',
} as const satisfies Partial<Record<ExceptionRule, EventType>>;

export const RULE_OF_EVENT: Readonly<Record<(typeof RAISED_BY)[ExceptionRule], ExceptionRule>> = {
  'dev.waybill.no-movement-detected.v1': 'no-movement',
  'dev.waybill.signal-lost.v1': 'no-signal',
  'dev.waybill.off-route-detected.v1': 'off-route',
  'dev.waybill.geofence-breached.v1': 'geofence',
  'dev.waybill.departure-overdue.v1': 'not-departed',
  'dev.waybill.shipment-late.v1': 'late',
};

/** Every event that `evolveExceptions` folds. */
export const EXCEPTION_EVENT_TYPES = [
  ...Object.values(RAISED_BY),
  ...Object.values(CLEARED_BY),
  'dev.waybill.exception-amended.v1',
  'dev.waybill.exception-acknowledged.v1',
  'dev.waybill.exception-assigned.v1',
  'dev.waybill.exception-snoozed.v1',
  'dev.waybill.exception-resolved.v1',
  'dev.waybill.exception-reopened.v1',
  'dev.waybill.exception-retracted.v1',
] as const satisfies readonly EventType[];
export type ExceptionEventType = (typeof EXCEPTION_EVENT_TYPES)[number];
export const isExceptionEventType = (type: string): type is ExceptionEventType => isAmong(EXCEPTION_EVENT_TYPES, type);
