import type { Classifier, EventType, Identifier, Instant, Milestone, ScanLocation, StoredEvent } from '@waybill/events';
import { isFuture, isLate, isTooOld } from '@waybill/events';
import { milestoneOf } from './milestone-fact';
import { milestoneRank, sourceRank } from './order';

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

/** One line of a shipment's story. Plain JSON; members that do not apply are absent. */
export interface TimelineEntry {
  readonly eventId: string;
  readonly kind: TimelineKind;
  readonly type: EventType;
  readonly time: Instant;
  readonly recordedTime: Instant;
  /** Taken in more than ten minutes after it happened. */
  readonly late: boolean;
  /** From a clock that runs ahead: shown, but it decides nothing. */
  readonly future: boolean;
  /** From before 1970, or more than 3,660 days before it was taken in: nothing is detected on it. */
  readonly tooOld: boolean;
  readonly source: string;
  readonly id: string;
  readonly milestone?: Milestone;
  readonly classifier?: Classifier;
  readonly location?: ScanLocation;
  readonly rawCode?: string;
  readonly reason?: string;
  readonly note?: string;
  /** Stop of the planned route that a vehicle left or reached. */
  readonly stop?: string;
  /** The name that was assigned or released. */
  readonly identifier?: Identifier;
  /** The unit that the shipment was loaded on or unloaded from. */
  readonly unit?: Identifier;
  /** The event that a retraction or reinstatement names. */
  readonly factId?: string;
  readonly linkId?: string;
  /** The exception that a line is about. */
  readonly exceptionId?: string;
  readonly geofenceId?: string;
  readonly siteId?: string;
  /** When it is expected at the site. */
  readonly expected?: Instant;
  readonly proof?: { readonly reference?: string };
  /** Stored id of the retraction that holds this entry back; set by the caller, which has the whole set. */
  readonly retractedBy?: string;
}

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

/** Types that make a line. */
type ShownType = { [T in EventType]: (typeof TIMELINE_KINDS)[T] extends null ? never : T }[EventType];
const isShown = (event: StoredEvent): event is StoredEvent<ShownType> => TIMELINE_KINDS[event.type] !== null;

type Details = Partial<Omit<TimelineEntry, 'eventId' | 'kind' | 'type' | 'time' | 'recordedTime' | 'source' | 'id'>>;

/** What an event says beyond its kind and times. */
function detailsOf(event: StoredEvent<ShownType>): Details {
  switch (event.type) {
    case 'dev.waybill.vehicle-departed.v1':
    case 'dev.waybill.vehicle-arrived.v1':
      return { location: event.data.location, stop: event.data.stop };
    case 'dev.waybill.identifier-assigned.v1':
    case 'dev.waybill.identifier-released.v1':
      return { identifier: event.data.identifier };
    case 'dev.waybill.shipment-loaded.v1':
    case 'dev.waybill.shipment-unloaded.v1':
      return { unit: event.data.unit };
    case 'dev.waybill.fact-retracted.v1':
    case 'dev.waybill.fact-reinstated.v1':
      return { factId: event.data.eventId, reason: event.data.reason };
    case 'dev.waybill.tracking-link-issued.v1':
    case 'dev.waybill.tracking-link-revoked.v1':
      return { linkId: event.data.linkId };
    case 'dev.waybill.delivered.v1':
      return { ...milestoneOf(event), proof: event.data.proof };
    case 'dev.waybill.geofence-entered.v1':
    case 'dev.waybill.geofence-exited.v1': {
      const { geofenceId, name, to } = event.data;
      return { geofenceId, location: { name, latitude: to.latitude, longitude: to.longitude } };
    }
    case 'dev.waybill.arriving-soon.v1': {
      const { siteId, name, p50 } = event.data;
      return { siteId, location: { name }, expected: p50 };
    }
    case 'dev.waybill.arrival-withdrawn.v1': {
      const { siteId, name, p50, reason } = event.data;
      return { siteId, location: { name }, expected: p50, reason };
    }
    case 'dev.waybill.arrived-at-site.v1':
    case 'dev.waybill.left-site.v1': {
      const { siteId, name, latitude, longitude } = event.data;
      return { siteId, location: { name, latitude, longitude } };
    }
    case 'dev.waybill.no-movement-detected.v1':
    case 'dev.waybill.movement-resumed.v1':
    case 'dev.waybill.signal-lost.v1':
    case 'dev.waybill.signal-regained.v1':
    case 'dev.waybill.off-route-detected.v1':
    case 'dev.waybill.back-on-route.v1':
    case 'dev.waybill.shipment-late.v1':
      return { exceptionId: event.data.exceptionId };
    case 'dev.waybill.geofence-breached.v1':
      return { exceptionId: event.data.exceptionId, geofenceId: event.data.geofenceId };
    case 'dev.waybill.exception-acknowledged.v1':
    case 'dev.waybill.exception-assigned.v1':
    case 'dev.waybill.exception-snoozed.v1':
    case 'dev.waybill.exception-resolved.v1':
    case 'dev.waybill.exception-reopened.v1':
    case 'dev.waybill.exception-retracted.v1':
      return { exceptionId: event.data.exceptionId, reason: event.data.reason };
    case 'dev.waybill.item-scanned.v1':
    case 'dev.waybill.shipment-cancelled.v1':
      return milestoneOf(event) ?? {};
    case 'dev.waybill.shipment-registered.v1':
    case 'dev.waybill.route-planned.v1':
      return {};
  }
}

/** The line that an event adds to the timeline, or undefined. Times are event time and recorded time in milliseconds UTC. */
export function timelineEntryOf(event: StoredEvent): TimelineEntry | undefined {
  if (!isShown(event)) return undefined;
  const kind = TIMELINE_KINDS[event.type];
  const { time, recordedTime } = event;
  const { source, id } = event.metadata;
  const clocks = { time, recordedTime };
  const details = detailsOf(event);
  // An estimate or a plan speaks of the time to come by its nature; only what is said to have happened can be ahead of its clock.
  const future = isFuture(clocks) && (details.classifier ?? 'ACT') === 'ACT';
  return {
    ...details,
    eventId: event.eventId,
    kind,
    type: event.type,
    ...clocks,
    late: isLate(clocks),
    future,
    tooOld: isTooOld(clocks),
    source,
    id,
  };
}

/**
 * Place of the kinds within one instant: the plan, movements, what was recorded about the goods, what we concluded, bookkeeping. What ends
 * stands before what begins: the exit from one fence before the entry into the next one.
 */
const KIND_ORDER: Readonly<Record<TimelineKind, number>> = {
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

/** Place of an entry within its instant, as one number that a database can sort by: kind, status rank, source rank. */
const placeOf = ({ kind, milestone, source }: TimelineEntry): number =>
  KIND_ORDER[kind] * 10_000 + (milestone ? milestoneRank(milestone) : 0) * 10 + sourceRank(source);

/** What a timeline is sorted by, in this order: event time, the place within its instant, then the log. */
export interface TimelinePlace {
  readonly time: Instant;
  readonly place: number;
  readonly position: bigint;
}

export const timelinePlaceOf = (entry: TimelineEntry, { position }: StoredEvent): TimelinePlace => ({
  time: entry.time,
  place: placeOf(entry),
  position,
});

/** The order of a timeline: total. Milestones stand as the status fold takes them. */
export const compareTimeline = (a: TimelinePlace, b: TimelinePlace): number =>
  a.time - b.time || a.place - b.place || Number(a.position - b.position);
