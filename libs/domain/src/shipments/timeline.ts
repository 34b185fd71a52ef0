import type { Classifier, EventType, Identifier, Instant, Milestone, ScanLocation, StoredEvent } from '@waybill/events';
import { isFuture, isLate, isTooOld } from '@waybill/events';
import { milestoneOf } from './milestone-fact';
import { milestoneRank, sourceRank } from './order';
import { KIND_ORDER, TIMELINE_KINDS, type TimelineKind } from './timeline-kinds';

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
    case 'dev.waybill.departure-overdue.v1':
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
