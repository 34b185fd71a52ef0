import { type EventType, isAmong, keysOf } from '@waybill/events';

/** Every processor there is: a projection or a reactor has one of these names. */
export type ProcessorName =
  | 'shipments'
  | 'identifiers'
  | 'exceptions'
  | 'geofences'
  | 'sites'
  | 'predictions'
  | 'attribution'
  | 'detection'
  | 'eta'
  | 'arrivals';

const FACTS_OF_SHIPMENTS = ['shipments', 'identifiers', 'attribution', 'detection', 'eta', 'arrivals'] as const;
const PEOPLES_STEPS = ['exceptions', 'detection'] as const;

/**
 * Which processors want an event. Every type that can be in the log stands here, so that a new one is passed over by none of them unless
 * that is said. An empty list: no processor is interested.
 */
const WANTED_BY = {
  'dev.waybill.position-reported.v1': FACTS_OF_SHIPMENTS,
  'dev.waybill.item-scanned.v1': FACTS_OF_SHIPMENTS,
  'dev.waybill.vehicle-departed.v1': FACTS_OF_SHIPMENTS,
  'dev.waybill.vehicle-arrived.v1': FACTS_OF_SHIPMENTS,
  'dev.waybill.shipment-registered.v1': ['shipments', 'predictions', 'attribution', 'detection', 'eta', 'arrivals'],
  'dev.waybill.route-planned.v1': ['shipments', 'detection', 'eta'],
  'dev.waybill.identifier-assigned.v1': ['shipments', 'identifiers', 'attribution'],
  'dev.waybill.identifier-released.v1': ['shipments', 'identifiers', 'attribution'],
  'dev.waybill.shipment-loaded.v1': ['shipments', 'identifiers', 'attribution'],
  'dev.waybill.shipment-unloaded.v1': ['shipments', 'identifiers', 'attribution'],
  'dev.waybill.unit-loaded.v1': ['identifiers', 'attribution'],
  'dev.waybill.unit-unloaded.v1': ['identifiers', 'attribution'],
  'dev.waybill.shipment-cancelled.v1': ['shipments', 'attribution', 'detection', 'eta', 'arrivals'],
  'dev.waybill.delivered.v1': ['shipments', 'attribution', 'detection', 'eta', 'arrivals'],
  'dev.waybill.fact-retracted.v1': FACTS_OF_SHIPMENTS,
  'dev.waybill.fact-reinstated.v1': FACTS_OF_SHIPMENTS,
  'dev.waybill.tracking-link-issued.v1': ['shipments'],
  'dev.waybill.tracking-link-revoked.v1': ['shipments'],
  'dev.waybill.api-key-created.v1': [],
  'dev.waybill.api-key-revoked.v1': [],
  'dev.waybill.deployment-created.v1': [],
  'dev.waybill.sign-in-ticket-used.v1': [],
  'dev.waybill.no-movement-detected.v1': ['exceptions'],
  'dev.waybill.movement-resumed.v1': ['exceptions'],
  'dev.waybill.signal-lost.v1': ['exceptions'],
  'dev.waybill.signal-regained.v1': ['exceptions'],
  'dev.waybill.off-route-detected.v1': ['exceptions'],
  'dev.waybill.back-on-route.v1': ['exceptions'],
  'dev.waybill.departure-overdue.v1': ['exceptions'],
  'dev.waybill.shipment-late.v1': ['exceptions'],
  'dev.waybill.geofence-entered.v1': ['exceptions'],
  'dev.waybill.geofence-exited.v1': ['exceptions'],
  'dev.waybill.geofence-crossing-retracted.v1': ['exceptions'],
  'dev.waybill.geofence-breached.v1': ['exceptions'],
  'dev.waybill.exception-amended.v1': ['exceptions'],
  'dev.waybill.exception-retracted.v1': ['exceptions'],
  // What people decide: a snooze ends by the clock.
  'dev.waybill.exception-acknowledged.v1': PEOPLES_STEPS,
  'dev.waybill.exception-assigned.v1': PEOPLES_STEPS,
  'dev.waybill.exception-snoozed.v1': PEOPLES_STEPS,
  'dev.waybill.exception-resolved.v1': PEOPLES_STEPS,
  'dev.waybill.exception-reopened.v1': PEOPLES_STEPS,
  'dev.waybill.geofence-defined.v1': ['geofences', 'detection'],
  'dev.waybill.geofence-redrawn.v1': ['geofences', 'detection'],
  'dev.waybill.geofence-retired.v1': ['geofences', 'detection'],
  'dev.waybill.site-registered.v1': ['sites', 'eta', 'arrivals'],
  'dev.waybill.site-changed.v1': ['sites', 'eta', 'arrivals'],
  'dev.waybill.site-retired.v1': ['sites', 'eta', 'arrivals'],
  'dev.waybill.eta-model-trained.v1': ['predictions'],
  'dev.waybill.eta-model-promoted.v1': ['predictions', 'eta'],
  'dev.waybill.eta-recalculated.v1': ['predictions', 'detection', 'arrivals'],
  'dev.waybill.eta-ended.v1': ['predictions', 'arrivals'],
  'dev.waybill.destination-bound.v1': ['sites'],
  'dev.waybill.arriving-soon.v1': ['sites'],
  'dev.waybill.arrival-withdrawn.v1': ['sites'],
  'dev.waybill.arrived-at-site.v1': ['sites'],
  'dev.waybill.left-site.v1': ['sites'],
  'dev.waybill.site-visit-retracted.v1': ['sites'],
  'dev.waybill.stream-erased.v1': ['shipments', 'exceptions', 'predictions', 'sites'],
  'dev.waybill.source-registered.v1': [],
  'dev.waybill.source-changed.v1': [],
  'dev.waybill.source-secrets-rotated.v1': [],
  'dev.waybill.source-retired.v1': [],
  'dev.waybill.push-received.v1': [],
  'dev.waybill.push-taken-in.v1': [],
  'dev.waybill.scans-noted.v1': [],
  'dev.waybill.code-unmapped.v1': [],
  'dev.waybill.stream-remembered.v1': [],
  'dev.waybill.tracking-page-changed.v1': [],
  'dev.waybill.streams-listed.v1': [],
} as const satisfies Readonly<Record<EventType, readonly ProcessorName[]>>;

/** The types of events that a processor is given. */
export const wantedBy = (processor: ProcessorName): readonly EventType[] =>
  keysOf(WANTED_BY).filter((type) => isAmong(WANTED_BY[type], processor));
