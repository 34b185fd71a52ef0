import type { FenceGeometry, Instant, Milestone, Place, ShipmentPlan } from '@waybill/events';
import { type DetectionFact, orderedFacts } from '../exceptions';
import {
  type FenceIndex,
  type FenceTransition,
  type Geofence,
  indexFences,
  initialMatch,
  type MatchState,
  matchFixes,
  versionOf,
} from '../geofences';
import { depthIn } from '../geofences/area';
import { limitsFor, type PlausibilityLimits } from '../positions';
import { countsForStatus } from '../shipments';

/** How close to a destination without a site is being there, metres. */
export const DESTINATION_METRES = 300;

const ARRIVALS: readonly Milestone[] = ['ARRIVED_AT_DESTINATION', 'AVAILABLE_FOR_PICKUP', 'DELIVERED'];

/** What counts as having arrived. Worked out once for each shipment. */
export interface ArrivalTarget {
  readonly milestones: readonly Milestone[];
  /** The destination's area, as the only fence there is. */
  readonly area: FenceIndex;
  readonly limits: PlausibilityLimits;
  /** It sets out from the destination's area: having been seen there first is no arrival. */
  readonly setsOutThere: boolean;
}

const circleAround = ({ latitude, longitude }: Place): FenceGeometry => ({
  type: 'Circle',
  centre: { latitude, longitude },
  radiusMetres: DESTINATION_METRES,
});

type Way = Pick<ShipmentPlan, 'origin' | 'destination' | 'mode'>;

/** What counts as the arrival of a shipment, by its plan. The same one ends predictions and labels what is learned from. */
export type TargetOf = (way: Way) => ArrivalTarget;

/** The target of a plan, and of what is within the site that the destination belongs to, from one change of the site to the next. */
export const arrivalTargetAt = ({ origin, mode }: Way, fence: Geofence): ArrivalTarget => ({
  // What carriers of parcels call the destination is the last depot, not yet where the parcel goes.
  milestones: mode === 'parcel' ? ARRIVALS.filter((one) => one !== 'ARRIVED_AT_DESTINATION') : ARRIVALS,
  area: indexFences([fence]),
  limits: limitsFor(mode),
  setsOutThere: fence.versions.some(({ area }) => depthIn(area, origin) >= 0),
});

/** The target of a plan, and of the fence of the site that the destination belongs to, if there is one. */
export function arrivalTarget(way: Way, fence?: FenceGeometry): ArrivalTarget {
  const { destination } = way;
  const terms = { name: destination.name ?? 'destination', rule: 'inform' as const, geometry: fence ?? circleAround(destination) };
  const version = versionOf('destination', { revision: 0, from: Number.NEGATIVE_INFINITY as Instant }, terms);
  return arrivalTargetAt(way, { geofenceId: 'destination', versions: [version] });
}

/** What has to be remembered to tell when a shipment arrived. Plain JSON. */
export interface Arriving {
  readonly match: MatchState;
  /** A stay has been confirmed: later ones are not earlier. */
  readonly stayed: boolean;
  readonly arrivedAt?: Instant;
}
export const notArrived: Arriving = { match: initialMatch, stayed: false };

const earliest = (a: Instant | undefined, b: Instant): Instant => (a !== undefined && a < b ? a : b);

/** Whether a shipment that came into the area has arrived by that. */
export const isStay = ({ direction, cause }: FenceTransition, { setsOutThere }: ArrivalTarget): boolean =>
  direction === 'entered' && (cause === 'movement' || !setsOutThere);

/** One fact on, in the order in which facts count. */
export function stepArriving(before: Arriving, fact: DetectionFact, target: ArrivalTarget): Arriving {
  if (fact.kind === 'milestone') {
    const isArrival = countsForStatus(fact.of) && target.milestones.includes(fact.of.milestone);
    return isArrival ? { ...before, arrivedAt: earliest(before.arrivedAt, fact.of.time) } : before;
  }
  if (fact.kind !== 'fix' || before.stayed) return before;
  const { state: match, transitions } = matchFixes(before.match, [fact.of], target.limits, target.area, { shipmentId: '' });
  const stay = transitions.find((one) => isStay(one, target));
  return stay ? { match, stayed: true, arrivedAt: earliest(before.arrivedAt, stay.time) } : { ...before, match };
}

/**
 * When a shipment arrived, from the set of its facts: at the earliest of a confirmed stay within the destination's area (by the rules by
 * which fences are entered) and the milestones that say so. This labels what is learned from, and ends what is predicted.
 */
export const arrivalOf = (facts: Iterable<DetectionFact>, target: ArrivalTarget): Instant | undefined =>
  orderedFacts(facts).reduce((state, fact) => stepArriving(state, fact, target), notArrived).arrivedAt;
