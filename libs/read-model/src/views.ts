import type { ExceptionState, FenceTerms, Instant, ShipmentStatus } from '@waybill/events';

/** Times in views are UTC with milliseconds (RFC 3339). Members that are unknown are null, so that a view is JSON as it stands. */
type Time = string;

/** A place as it was given in the plan. */
export interface PlaceView {
  readonly latitude: number;
  readonly longitude: number;
  readonly name?: string;
  readonly unlocode?: string;
  readonly siteId?: string;
  readonly city?: string;
  readonly region?: string;
  readonly country?: string;
}

/** A name that a shipment holds, in event time. Open ends are null. */
export interface HeldIdentifierView {
  readonly scheme: string;
  readonly value: string;
  /** The value as it was given. */
  readonly given: string;
  readonly from: Time | null;
  readonly until: Time | null;
  /** True when the name has a check digit and it is wrong. */
  readonly checkDigitWrong: boolean;
}

/** A shipment's time aboard a unit. */
export interface AboardView {
  readonly unit: { readonly scheme: string; readonly value: string };
  readonly from: Time;
  readonly until: Time | null;
}

/** The newest trusted fix of a shipment, never later than the end of its journey. */
export interface LiveLocationView {
  readonly latitude: number;
  readonly longitude: number;
  readonly time: Time;
  readonly speedKmh?: number;
  readonly headingDegrees?: number;
  readonly accuracyMetres?: number;
  readonly source: string;
}

/** The milestone that was reached last, by event time. */
export interface LastMilestoneView {
  readonly milestone: string;
  readonly time: Time;
  readonly location: Readonly<Record<string, unknown>> | null;
  readonly eventId: string;
}

/** Arrival quantiles. */
export interface EtaView {
  readonly p10: Time;
  readonly p50: Time;
  readonly p90: Time;
  readonly modelVersion: string;
  readonly calculatedAt: Time;
}

/** One row of the list of exceptions: a shipment that somebody should look at. */
export interface ExceptionSummary {
  readonly exceptionId: string;
  readonly shipmentId: string;
  /** The rule that was broken. */
  readonly type: string;
  readonly geofenceId: string | null;
  readonly state: ExceptionState;
  /** Event time from which it holds. */
  readonly since: Time;
  /** Event time at which the facts ended it. */
  readonly until: Time | null;
  /** Event time at which it became an exception. */
  readonly raisedAt: Time;
  /** When we noticed. */
  readonly detectedAt: Time;
  readonly assignee: string | null;
  readonly snoozedUntil: Time | null;
  /** We noticed more than ten minutes after it had become true. */
  readonly late: boolean;
  readonly backfilled: boolean;
  /** Begins and ends so often that it is shown as one. */
  readonly flapping: boolean;
  /** The exception that covers this one, too. */
  readonly mergedInto: string | null;
  readonly updatedAt: Time;
}

/** One step in the life of an exception, as the log has it. */
export interface ExceptionStepView {
  readonly eventId: string;
  readonly type: string;
  readonly time: Time;
  readonly recordedTime: Time;
  /** actor, reason, assignee, evidence …, as far as the step has them. */
  readonly data: unknown;
}

/** An exception with what it rests on and all that was done about it. */
export interface ExceptionDetail extends ExceptionSummary {
  readonly evidence: unknown;
  readonly history: readonly ExceptionStepView[];
}

/** One row of the list of shipments. */
export interface ShipmentSummary {
  readonly shipmentId: string;
  readonly reference: string | null;
  readonly carrier: string | null;
  readonly mode: string | null;
  readonly labels: readonly string[];
  readonly consignmentId: string | null;
  readonly identifiers: readonly HeldIdentifierView[];
  readonly status: ShipmentStatus;
  readonly phase: string;
  readonly origin: PlaceView;
  readonly destination: PlaceView;
  readonly liveLocation: LiveLocationView | null;
  readonly lastMilestone: LastMilestoneView | null;
  readonly eta: EtaView | null;
  readonly plannedDeparture: Time | null;
  readonly plannedArrival: Time | null;
  readonly deliveredAt: Time | null;
  readonly openExceptions: readonly ExceptionSummary[];
  /** Revision of the last event of the shipment's own stream that this view contains. */
  readonly revision: number;
  /** Largest recorded time among the events that this view contains. */
  readonly updatedAt: Time;
}

/** Everything that is known of one shipment. */
export interface ShipmentDetail extends ShipmentSummary {
  readonly route: unknown;
  readonly stops: readonly unknown[];
  readonly rules: unknown;
  readonly aboard: readonly AboardView[];
}

/** The pieces of a consignment. */
export interface ConsignmentPieces {
  readonly all: readonly { readonly status: ShipmentStatus; readonly deliveredAt?: Instant }[];
  /** The first of them, in the order of their ids. */
  readonly shown: readonly ShipmentSummary[];
}

/** One entry of a timeline, in event-time order. `entry` is what the domain made of the event. */
export interface TimelineEntryView {
  readonly eventId: string;
  readonly type: string;
  readonly time: Time;
  readonly recordedTime: Time;
  readonly source: string;
  readonly late: boolean;
  readonly future: boolean;
  readonly tooOld: boolean;
  readonly retracted: boolean;
  /** The event that holds it back. */
  readonly retraction: { readonly eventId: string; readonly reason: string; readonly time: Time } | null;
  /** milestone, classifier, location, rawCode, reason, unit …, as far as the event has them. */
  readonly [detail: string]: unknown;
}

/** One position report of a shipment. */
export interface PositionView {
  readonly eventId: string;
  /** The sender's id of the report. */
  readonly id: string;
  readonly time: Time;
  readonly recordedTime: Time;
  readonly latitude: number;
  readonly longitude: number;
  readonly speedKmh: number | null;
  readonly headingDegrees: number | null;
  readonly altitudeMetres: number | null;
  readonly accuracyMetres: number | null;
  readonly source: string;
  /** `ok` and `confirmed` count; else why not: `jump`, `clock-skew`, `before-1970`, `zero-island`, `retracted`. */
  readonly mark: string;
  readonly late: boolean;
  /** More than 3,660 days before it was taken in: shown, but nothing is detected on it. */
  readonly tooOld: boolean;
  readonly retracted: boolean;
}

/** A report that no shipment has at present. */
export interface ParkedReportView {
  readonly eventId: string;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: Time;
  readonly recordedTime: Time;
  readonly data: unknown;
}

/** One version of a fence, as it was decided. */
export interface GeofenceVersionView {
  /** Of the event that drew it, in the fence's stream. */
  readonly revision: number;
  readonly effectiveFrom: Time;
  /** null while no later decision ends it; equal to `effectiveFrom` when it is never in effect. */
  readonly effectiveUntil: Time | null;
  readonly terms: FenceTerms;
}

/** A fence at a time, with the version that counts then: the one in effect, else the next one that will be, else the last one drawn. */
export interface GeofenceView {
  readonly geofenceId: string;
  readonly version: GeofenceVersionView;
}

/** A name out there: who holds it or is aboard, what is nested on it, its last report. */
export interface UnitView {
  readonly scheme: string;
  readonly value: string;
  readonly checkDigitWrong: boolean;
  /** A page of them, from the one that came last. */
  readonly holders: readonly {
    readonly shipmentId: string;
    readonly how: 'assigned' | 'loaded';
    readonly from: Time | null;
    readonly until: Time | null;
    /** null when the shipment was never registered. */
    readonly status: ShipmentStatus | null;
    /** True when the shipment is there now: the interval is open and the shipment is not terminal. */
    readonly present: boolean;
  }[];
  /** Leads to the holders before these. */
  readonly nextCursor: string | null;
  /** The unit that this one is on now, and the first 200 of the units on it. */
  readonly on: { readonly scheme: string; readonly value: string; readonly from: Time } | null;
  readonly carries: readonly { readonly scheme: string; readonly value: string; readonly from: Time }[];
  readonly carriesCount: number;
  readonly lastReport: {
    readonly eventId: string;
    readonly type: string;
    readonly time: Time;
    readonly recordedTime: Time;
    readonly source: string;
    readonly data: unknown;
  } | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}
