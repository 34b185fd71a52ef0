import { type Instant, isFuture, type LineString, type Place, type ShipmentStatus } from '@waybill/events';
import { type Fix, initialScan, isAccepted, limitsFor, metresBetween, type ScanState, scanFixes } from '../positions';
import { countsForStatus, isTerminal, type MilestoneFact, mayFollow, STATUS_OF_MILESTONE } from '../shipments';
import { hasLeft, isConfirmed, marginOf, type Suspicion, suspect } from './confirmation';
import type { DetectionFact, VehicleMove } from './fact';
import type { Watch } from './watch';

/** What every rule has to know of a shipment at one moment. Plain JSON, of bounded size. */
export interface Journey {
  readonly scan: ScanState;
  readonly status: ShipmentStatus;
  /** When it was found to have left its origin. */
  readonly departedAt?: Instant;
  /** When it came to its end; absent while its status is not terminal. */
  readonly endedAt?: Instant;
  readonly leaving?: Suspicion;
  /** It has reached its destination. */
  readonly arrived: boolean;
  readonly arriving?: Suspicion;
  /** Held by an authority: it cannot move. */
  readonly onHold: boolean;
  /** We get its positions; else it is only scanned. */
  readonly hasPositions: boolean;
  /** Undefined = the route of the registration. */
  readonly route?: LineString;
}

export const initialJourney: Journey = {
  scan: initialScan,
  status: 'CREATED',
  arrived: false,
  onHold: false,
  hasPositions: false,
};

const ON_THE_MOVE: readonly ShipmentStatus[] = ['IN_TRANSIT', 'OUT_FOR_DELIVERY', 'RETURNING'];
const NOT_ON_THE_MOVE: readonly ShipmentStatus[] = ['AVAILABLE_FOR_PICKUP'];

export const isOver = ({ status }: Journey): boolean => isTerminal(status);
/** Between its origin and its end, and not waiting to be fetched: it should go on. */
export const isUnderWay = ({ status, departedAt }: Journey): boolean =>
  departedAt !== undefined && !isTerminal(status) && !NOT_ON_THE_MOVE.includes(status);
/** The same, from the moment at which the carrier has it. */
export const isInCustody = (journey: Journey): boolean => journey.status === 'PICKED_UP' || isUnderWay(journey);

export const isAt = (place: Place, fix: Fix, { rules }: Watch): boolean => metresBetween(place, fix) <= rules.placeRadiusMetres;
const isAwayFrom = (place: Place, fix: Fix, { rules }: Watch): boolean =>
  metresBetween(place, fix) > rules.placeRadiusMetres + marginOf(fix);

function afterMilestone(journey: Journey, fact: MilestoneFact, { mode }: Watch): Journey {
  const to = STATUS_OF_MILESTONE[fact.milestone];
  if (!countsForStatus(fact) || to === null || !mayFollow(journey.status, to)) return journey;
  // A parcel's destination facility is not yet where it goes.
  const reached = fact.milestone === 'ARRIVED_AT_DESTINATION' && mode !== 'parcel';
  return {
    ...journey,
    status: to,
    departedAt: journey.departedAt ?? (ON_THE_MOVE.includes(to) ? fact.time : undefined),
    endedAt: isTerminal(to) ? (isTerminal(journey.status) ? journey.endedAt : fact.time) : undefined,
    arrived: journey.arrived || reached || to === 'DELIVERED' || to === 'AVAILABLE_FOR_PICKUP',
    onHold: fact.milestone === 'AT_CUSTOMS',
  };
}

function afterVehicle(journey: Journey, move: VehicleMove, { destination, rules }: Watch): Journey {
  if (isFuture(move)) return journey;
  const { moved, location } = move;
  if (moved === 'departed') return { ...journey, departedAt: journey.departedAt ?? move.time };
  const { latitude, longitude } = location ?? {};
  const near =
    latitude !== undefined && longitude !== undefined && metresBetween(destination, { latitude, longitude }) <= rules.placeRadiusMetres;
  const named = location?.unlocode !== undefined && location.unlocode === destination.unlocode;
  return near || named ? { ...journey, arrived: true } : journey;
}

function afterLeaving(journey: Journey, fix: Fix, watch: Watch): Journey {
  if (!isAwayFrom(watch.origin, fix, watch)) return journey.leaving ? { ...journey, leaving: undefined } : journey;
  const leaving = suspect(journey.leaving, fix);
  if (!hasLeft(watch.origin, leaving, fix, watch.rules.confirm)) return { ...journey, leaving };
  return { ...journey, departedAt: leaving.first.time, leaving: undefined };
}

function afterArriving(journey: Journey, fix: Fix, watch: Watch): Journey {
  if (!isAt(watch.destination, fix, watch)) return journey.arriving ? { ...journey, arriving: undefined } : journey;
  const arriving = suspect(journey.arriving, fix);
  if (!isConfirmed(arriving, fix, watch.rules.confirm)) return { ...journey, arriving };
  return { ...journey, arrived: true, arriving: undefined };
}

/** Leaving the origin and reaching the destination, as accepted fixes show them. */
function afterFix(journey: Journey, fix: Fix, watch: Watch): Journey {
  if (journey.departedAt === undefined) return afterLeaving(journey, fix, watch);
  return journey.arrived ? journey : afterArriving(journey, fix, watch);
}

/** The journey after a fact, and the fixes that are believed from now on, in order: usually the fact itself. */
export interface JourneyStep {
  readonly journey: Journey;
  readonly fixes: readonly Fix[];
}

function stepFix(journey: Journey, fix: Fix, watch: Watch): JourneyStep {
  const { pending } = journey.scan;
  const { state: scan, marks } = scanFixes(journey.scan, [fix], limitsFor(watch.mode));
  const fixes = [...pending, fix].filter(({ eventId }) => isAccepted(marks.get(eventId)));
  const scanned = { ...journey, scan, hasPositions: true };
  return { journey: fixes.reduce((now, accepted) => afterFix(now, accepted, watch), scanned), fixes };
}

export function stepJourney(journey: Journey, fact: DetectionFact, watch: Watch): JourneyStep {
  switch (fact.kind) {
    case 'fix':
      return stepFix(journey, fact.of, watch);
    case 'milestone':
      return { journey: afterMilestone(journey, fact.of, watch), fixes: [] };
    case 'vehicle':
      return { journey: afterVehicle(journey, fact.of, watch), fixes: [] };
    case 'route':
      return { journey: { ...journey, route: fact.of.route }, fixes: [] };
    case 'estimate':
    case 'contact':
      return { journey, fixes: [] };
  }
}
