import { formatInstant, type Instant, type Milestone, type ShipmentStatus } from '@waybill/events';
import type { JourneyMilestone } from './journey';
import type { DerivedStatus } from './status';
import type { Phase } from './status-tables';

export interface ArrivalInstants {
  readonly earliest: Instant;
  readonly latest: Instant;
}

export interface TrackMilestone {
  readonly milestone: Milestone;
  readonly time: string;
  readonly location: { readonly city: string | null; readonly country: string | null } | null;
}
/** Everything that the holder of a tracking link may see, and nothing else. Every member is always present, in this order. */
export interface TrackView {
  readonly status: ShipmentStatus;
  readonly phase: Phase;
  /** Event-time order. */
  readonly milestones: readonly TrackMilestone[];
  /** The plan's; what is predicted takes its place. */
  readonly arrivalWindow: {
    readonly earliest: string;
    readonly latest: string;
    readonly precision?: 'time' | 'day';
    readonly timeZone?: string | null;
  } | null;
  /** To about a kilometre and a minute; null when the journey is over. */
  readonly liveLocation: { readonly latitude: number; readonly longitude: number; readonly time: string } | null;
  readonly deliveredAt: string | null;
}

/** A planned arrival is a window of one instant, until an ETA gives a wider one. */
export const plannedWindow = (plannedArrival: Instant | undefined): ArrivalInstants | null =>
  plannedArrival === undefined ? null : { earliest: plannedArrival, latest: plannedArrival };

const MINUTE_MS = 60_000;

/** Degrees to two decimals, about a kilometre: enough for "near Kassel", too little for a driveway. */
export const coarse = (degrees: number): number => Math.round(degrees * 100) / 100 + 0;

/** A milestone as customers see it. */
export function trackMilestone({ milestone, time, location }: JourneyMilestone): TrackMilestone {
  const city = location?.city ?? null;
  const country = location?.country ?? null;
  return { milestone, time: formatInstant(time), location: city === null && country === null ? null : { city, country } };
}

/** The last accepted fix. */
export interface CustomerFix {
  readonly latitude: number;
  readonly longitude: number;
  readonly time: Instant;
}

const coarsely = ({ latitude, longitude, time }: CustomerFix): TrackView['liveLocation'] => ({
  latitude: coarse(latitude),
  longitude: coarse(longitude),
  time: formatInstant(time - (((time % MINUTE_MS) + MINUTE_MS) % MINUTE_MS)),
});

/** A fix as a customer may see it; null once the journey is over, and when there is none. */
export const customerLocation = (live: CustomerFix | null | undefined, terminalAt: Instant | undefined): TrackView['liveLocation'] =>
  live && terminalAt === undefined ? coarsely(live) : null;

const windowOf = ({ earliest, latest }: ArrivalInstants): TrackView['arrivalWindow'] => ({
  earliest: formatInstant(earliest),
  latest: formatInstant(latest),
});

/**
 * What a customer may see of a shipment, but for what grows or changes with every report: milestones and place are put in by `customerPage`. No
 * clock and no log position go in.
 */
export const customerStatus = (
  { status, phase, deliveredAt, terminalAt }: DerivedStatus,
  arrivalWindow: ArrivalInstants | null,
): TrackView => ({
  status,
  phase,
  milestones: [],
  arrivalWindow: terminalAt === undefined && arrivalWindow ? windowOf(arrivalWindow) : null,
  liveLocation: null,
  deliveredAt: deliveredAt === undefined ? null : formatInstant(deliveredAt),
});

/** The parts of a page as JSON text, which is how they are kept. */
export interface CustomerPageParts {
  /** A `customerStatus`. */
  readonly status: string;
  /** Each a `trackMilestone`, in event-time order. */
  readonly milestones: readonly string[];
  /** A `customerLocation`. */
  readonly liveLocation: string | null;
  /** A `CustomerWindow`, or `null` in JSON when it is not expected any more; null when the plan's window stands. */
  readonly arrivalWindow: string | null;
}

/** In JSON text a quote within a string has a backslash before it, so these are the members and can be nothing else. */
const NO_MILESTONES = '"milestones":[]';
const NO_LOCATION = '"liveLocation":null';
const PLANNED_WINDOW = /"arrivalWindow":(?:null|\{[^}]*\})/;

/**
 * The page put together: the same facts give the same bytes (the ETag depends on it). Two sources may state the same; without their names the
 * lines would be the same line twice.
 */
export const customerPage = ({ status, milestones, liveLocation, arrivalWindow }: CustomerPageParts): string =>
  status
    .replace(PLANNED_WINDOW, (planned) => (arrivalWindow === null ? planned : `"arrivalWindow":${arrivalWindow}`))
    .replace(NO_MILESTONES, () => `"milestones":[${[...new Set(milestones)].join(',')}]`)
    .replace(NO_LOCATION, () => `"liveLocation":${liveLocation}`);
