import { formatInstant, type Instant, type Milestone, type ShipmentStatus } from '@waybill/events';
import type { JourneyMilestone } from './journey';
import type { MilestoneFact } from './milestone-fact';
import { compareMilestones } from './order';
import { type DerivedStatus, deriveStatus, movesJourney } from './status';
import type { Phase } from './status-tables';

/** What the customer's view is made from. Only what `TrackView` names comes out of it. */
export interface CustomerViewInput {
  /** Milestones that nobody retracted, in any order. */
  readonly milestones: readonly MilestoneFact[];
  /** When it is expected; see `plannedWindow`. */
  readonly arrivalWindow?: ArrivalInstants | null;
  /** The last accepted fix. */
  readonly live?: { readonly latitude: number; readonly longitude: number; readonly time: Instant } | null;
}
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
  readonly arrivalWindow: { readonly earliest: string; readonly latest: string } | null;
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

/** Two sources may state the same; without their names the lines would be the same line twice. */
const distinct = (lines: readonly TrackMilestone[]): TrackMilestone[] => [
  ...new Map(lines.map((line) => [JSON.stringify(line), line])).values(),
];

const milestonesOf = (facts: readonly MilestoneFact[]): TrackMilestone[] =>
  distinct(facts.filter(movesJourney).sort(compareMilestones).map(trackMilestone));

const coarsely = ({ latitude, longitude, time }: NonNullable<CustomerViewInput['live']>): TrackView['liveLocation'] => ({
  latitude: coarse(latitude),
  longitude: coarse(longitude),
  time: formatInstant(time - (((time % MINUTE_MS) + MINUTE_MS) % MINUTE_MS)),
});

/** A fix as a customer may see it; null once the journey is over, and when there is none. */
export const customerLocation = (live: CustomerViewInput['live'], terminalAt: Instant | undefined): TrackView['liveLocation'] =>
  live && terminalAt === undefined ? coarsely(live) : null;

const windowOf = ({ earliest, latest }: ArrivalInstants): TrackView['arrivalWindow'] => ({
  earliest: formatInstant(earliest),
  latest: formatInstant(latest),
});

/**
 * What a customer may see of a shipment. No clock and no log position go in, and members are built in one order, so the same
 * facts give the same bytes under `JSON.stringify` (the ETag depends on it). The status comes from the milestones given here
 * and from nothing else: a live location is never shown beside a milestone that ends the journey.
 */
export const customerView = ({ milestones, arrivalWindow, live }: CustomerViewInput): TrackView =>
  trackView(deriveStatus(milestones), milestonesOf(milestones), { arrivalWindow, live });

/** The same from the parts that it consists of. */
export function trackView(
  { status, phase, deliveredAt, terminalAt }: DerivedStatus,
  milestones: readonly TrackMilestone[],
  { arrivalWindow, live }: Omit<CustomerViewInput, 'milestones'>,
): TrackView {
  const underway = terminalAt === undefined;
  return {
    status,
    phase,
    milestones,
    arrivalWindow: underway && arrivalWindow ? windowOf(arrivalWindow) : null,
    liveLocation: customerLocation(live, terminalAt),
    deliveredAt: deliveredAt === undefined ? null : formatInstant(deliveredAt),
  };
}
