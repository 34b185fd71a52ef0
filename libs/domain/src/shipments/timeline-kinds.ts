import type { EventType } from '@waybill/events';

/** What a timeline entry is about. */
export type TimelineKind =
  | 'registered'
  | 'route-planned'
  | 'identifier-assigned'
  | 'identifier-released'
  | 'loaded'
  | 'unloaded'
  | 'vehicle-arrived'
  | 'vehicle-departed'
  | 'milestone'
  | 'cancelled'
  | 'delivered'
  | 'fact-retracted'
  | 'fact-reinstated'
  | 'link-issued'
  | 'link-revoked'
  | 'no-movement'
  | 'movement-resumed'
  | 'signal-lost'
  | 'signal-regained'
  | 'off-route'
  | 'back-on-route'
  | 'not-departed'
  | 'late'
  | 'arriving-soon'
  | 'arrival-withdrawn'
  | 'arrived-at-site'
  | 'left-site'
  | 'geofence-entered'
  | 'geofence-exited'
  | 'geofence-breached'
  | 'exception-retracted'
  | 'exception-acknowledged'
  | 'exception-assigned'
  | 'exception-snoozed'
  | 'exception-resolved'
  | 'exception-reopened';

/**
 * Which events a coordinator sees; `null` = positions, units' own moves, an exception's details drawn more exactly, predictions (which
 * have a history of their own), and what is no business of one shipment.
 */
export const TIMELINE_KINDS = {
  'dev.waybill.position-reported.v1': null,
  'dev.waybill.item-scanned.v1': 'milestone',
  'dev.waybill.vehicle-departed.v1': 'vehicle-departed',
  'dev.waybill.vehicle-arrived.v1': 'vehicle-arrived',
  'dev.waybill.shipment-registered.v1': 'registered',
  'dev.waybill.route-planned.v1': 'route-planned',
  'dev.waybill.identifier-assigned.v1': 'identifier-assigned',
  'dev.waybill.identifier-released.v1': 'identifier-released',
  'dev.waybill.shipment-loaded.v1': 'loaded',
  'dev.waybill.shipment-unloaded.v1': 'unloaded',
  'dev.waybill.unit-loaded.v1': null,
  'dev.waybill.unit-unloaded.v1': null,
  'dev.waybill.shipment-cancelled.v1': 'cancelled',
  'dev.waybill.delivered.v1': 'delivered',
  'dev.waybill.fact-retracted.v1': 'fact-retracted',
  'dev.waybill.fact-reinstated.v1': 'fact-reinstated',
  'dev.waybill.tracking-link-issued.v1': 'link-issued',
  'dev.waybill.tracking-link-revoked.v1': 'link-revoked',
  'dev.waybill.api-key-created.v1': null,
  'dev.waybill.api-key-revoked.v1': null,
  'dev.waybill.deployment-created.v1': null,
  'dev.waybill.no-movement-detected.v1': 'no-movement',
  'dev.waybill.movement-resumed.v1': 'movement-resumed',
  'dev.waybill.signal-lost.v1': 'signal-lost',
  'dev.waybill.signal-regained.v1': 'signal-regained',
  'dev.waybill.off-route-detected.v1': 'off-route',
  'dev.waybill.back-on-route.v1': 'back-on-route',
  'dev.waybill.departure-overdue.v1': 'not-departed',
  'dev.waybill.shipment-late.v1': 'late',
  'dev.waybill.geofence-entered.v1': 'geofence-entered',
  'dev.waybill.geofence-exited.v1': 'geofence-exited',
  'dev.waybill.geofence-crossing-retracted.v1': null,
  'dev.waybill.geofence-breached.v1': 'geofence-breached',
  'dev.waybill.exception-amended.v1': null,
  'dev.waybill.exception-retracted.v1': 'exception-retracted',
  'dev.waybill.exception-acknowledged.v1': 'exception-acknowledged',
  'dev.waybill.exception-assigned.v1': 'exception-assigned',
  'dev.waybill.exception-snoozed.v1': 'exception-snoozed',
  'dev.waybill.exception-resolved.v1': 'exception-resolved',
  'dev.waybill.exception-reopened.v1': 'exception-reopened',
  'dev.waybill.geofence-defined.v1': null,
  'dev.waybill.geofence-redrawn.v1': null,
  'dev.waybill.geofence-retired.v1': null,
  'dev.waybill.site-registered.v1': null,
  'dev.waybill.site-changed.v1': null,
  'dev.waybill.site-retired.v1': null,
  'dev.waybill.stream-erased.v1': null,
  'dev.waybill.stream-remembered.v1': null,
  'dev.waybill.eta-model-trained.v1': null,
  'dev.waybill.eta-model-promoted.v1': null,
  'dev.waybill.eta-recalculated.v1': null,
  'dev.waybill.eta-ended.v1': null,
  'dev.waybill.destination-bound.v1': null,
  'dev.waybill.arriving-soon.v1': 'arriving-soon',
  'dev.waybill.arrival-withdrawn.v1': 'arrival-withdrawn',
  'dev.waybill.arrived-at-site.v1': 'arrived-at-site',
  'dev.waybill.left-site.v1': 'left-site',
  'dev.waybill.site-visit-retracted.v1': null,
  'dev.waybill.sign-in-ticket-used.v1': null,
  'dev.waybill.tracking-page-changed.v1': null,
  'dev.waybill.streams-listed.v1': null,
  'dev.waybill.source-registered.v1': null,
  'dev.waybill.source-changed.v1': null,
  'dev.waybill.source-secrets-rotated.v1': null,
  'dev.waybill.source-retired.v1': null,
  'dev.waybill.push-received.v1': null,
  'dev.waybill.push-taken-in.v1': null,
  'dev.waybill.scans-noted.v1': null,
  'dev.waybill.code-unmapped.v1': null,
} as const satisfies Readonly<Record<EventType, TimelineKind | null>>;

/**
 * Place of the kinds within one instant: the plan, movements, what was recorded about the goods, what we concluded, bookkeeping. What ends
 * stands before what begins: the exit from one fence before the entry into the next one.
 */
export const KIND_ORDER: Readonly<Record<TimelineKind, number>> = {
  registered: 0,
  'route-planned': 1,
  'identifier-assigned': 2,
  loaded: 3,
  'vehicle-arrived': 4,
  milestone: 5,
  cancelled: 5,
  delivered: 5,
  'vehicle-departed': 6,
  unloaded: 7,
  'movement-resumed': 8,
  'signal-regained': 8,
  'back-on-route': 8,
  'geofence-exited': 8,
  'left-site': 8,
  'geofence-entered': 9,
  'arrived-at-site': 9,
  'identifier-released': 10,
  'no-movement': 10,
  'signal-lost': 10,
  'off-route': 10,
  'not-departed': 10,
  late: 10,
  'arriving-soon': 10,
  'arrival-withdrawn': 10,
  'geofence-breached': 10,
  'fact-retracted': 11,
  'fact-reinstated': 11,
  'link-issued': 11,
  'link-revoked': 11,
  'exception-acknowledged': 11,
  'exception-assigned': 11,
  'exception-snoozed': 11,
  'exception-resolved': 11,
  'exception-reopened': 11,
  'exception-retracted': 11,
};
