import {
  type EventType,
  type Instant,
  isFuture,
  isOneOf,
  isTooOld,
  type LineString,
  type Milestone,
  mayDecide,
  REPORT_TYPES,
  type ScanLocation,
  type StoredEvent,
  type TwoClocks,
} from '@waybill/events';
import { type Fix, fixOf, HISTORY_MS, lagsIn, type NewestFix } from '../positions';
import { compareOrigin, type MilestoneFact, milestoneOf, milestoneRank, type Ordered, sourceRank } from '../shipments';

interface Recorded extends Ordered, TwoClocks {}

/** A vehicle that the shipment was on left or reached a place. */
export interface VehicleMove extends Recorded {
  readonly moved: 'departed' | 'arrived';
  readonly location?: ScanLocation;
}
/** A coordinator set or replaced the planned route; it holds from then on. */
export interface RouteChange extends Recorded {
  readonly route: LineString;
}
/** When the shipment is expected at its destination, as of the fact's time: as likely before as after `arrival`, and seldom after `latest`. */
export interface ArrivalEstimate extends Recorded {
  readonly arrival: Instant;
  readonly latest?: Instant;
}

/** What detection looks at: the facts of one shipment that are not retracted, each with the moment at which it counts. */
export type DetectionFact =
  | { readonly kind: 'route'; readonly at: Instant; readonly of: RouteChange }
  | { readonly kind: 'milestone'; readonly at: Instant; readonly of: MilestoneFact }
  | { readonly kind: 'vehicle'; readonly at: Instant; readonly of: VehicleMove }
  | { readonly kind: 'fix'; readonly at: Instant; readonly of: Fix }
  | { readonly kind: 'estimate'; readonly at: Instant; readonly of: ArrivalEstimate }
  | { readonly kind: 'contact'; readonly at: Instant; readonly of: Recorded };

/**
 * The moment at which a fact counts: when it happened. What a clock that runs ahead sent, and estimates and plans (their time is the time
 * to come), count when we took them in, and then only as signs of life.
 */
const momentOf = (of: TwoClocks, tellsThePast = true): Instant => (tellsThePast && !isFuture(of) ? of.time : of.recordedTime);

/** What a report shows whatever it says and however far its clock is behind: that its sender was alive when it came. */
const contact = (of: Recorded): DetectionFact => ({ kind: 'contact', at: of.recordedTime, of });

export const fixFact = (of: Fix): DetectionFact => (isTooOld(of) ? contact(of) : { kind: 'fix', at: momentOf(of), of });

/** Milestones that end a journey for good. What was delivered years ago is not silent, when its reports are loaded today. */
const LASTING_ENDS: ReadonlySet<Milestone> = new Set(['DELIVERED', 'RETURNED', 'CANCELLED']);
const endsLongAgo = (of: MilestoneFact): boolean => LASTING_ENDS.has(of.milestone) && of.classifier === 'ACT' && mayDecide(of);

/** Of what is too old only an end counts, from when it was heard of. */
export function milestoneFact(of: MilestoneFact): DetectionFact {
  if (!isTooOld(of)) return { kind: 'milestone', at: momentOf(of, of.classifier === 'ACT'), of };
  return endsLongAgo(of) ? { kind: 'milestone', at: of.recordedTime, of } : contact(of);
}
export const estimateFact = (of: ArrivalEstimate): DetectionFact => ({ kind: 'estimate', at: of.time, of });

const recorded = ({ eventId, time, recordedTime, metadata: { source, id } }: StoredEvent): Recorded => ({
  eventId,
  time,
  recordedTime,
  source,
  id,
});

const DETECTION_TYPES = [
  ...REPORT_TYPES,
  'dev.waybill.delivered.v1',
  'dev.waybill.shipment-cancelled.v1',
  'dev.waybill.route-planned.v1',
] as const satisfies readonly EventType[];

/** What a stored event of the shipment's stream tells detection, or undefined. The registration is no fact: see `watchOf`. */
export function detectionFactOf(event: StoredEvent): DetectionFact | undefined {
  if (!isOneOf(event, DETECTION_TYPES)) return undefined;
  switch (event.type) {
    case 'dev.waybill.position-reported.v1':
      return fixFact(fixOf(event) as Fix);
    case 'dev.waybill.vehicle-departed.v1':
    case 'dev.waybill.vehicle-arrived.v1': {
      const moved = event.type === 'dev.waybill.vehicle-departed.v1' ? 'departed' : 'arrived';
      const of = { ...recorded(event), moved, location: event.data.location } as const;
      return isTooOld(of) ? contact(of) : { kind: 'vehicle', at: momentOf(of), of };
    }
    case 'dev.waybill.route-planned.v1': {
      const of = { ...recorded(event), route: event.data.route };
      return { kind: 'route', at: of.time, of };
    }
    case 'dev.waybill.item-scanned.v1':
    case 'dev.waybill.delivered.v1':
    case 'dev.waybill.shipment-cancelled.v1': {
      const milestone = milestoneOf(event);
      return milestone && milestoneFact(milestone);
    }
  }
}

/** What was predicted of an arrival, as a fact; undefined for what predicts nothing. It stands in a stream of its own. */
export function predictedFact(event: StoredEvent): DetectionFact | undefined {
  if (event.type !== 'dev.waybill.eta-recalculated.v1') return undefined;
  const { p50: arrival, p90: latest } = event.data;
  return estimateFact({ ...recorded(event), arrival, latest });
}

const KIND_RANK: Readonly<Record<DetectionFact['kind'], number>> = { route: 0, milestone: 1, vehicle: 2, fix: 3, estimate: 4, contact: 5 };

const compareAsMilestones = (a: DetectionFact, b: DetectionFact): number =>
  a.kind === 'milestone' && b.kind === 'milestone'
    ? milestoneRank(a.of.milestone) - milestoneRank(b.of.milestone) || sourceRank(a.of.source) - sourceRank(b.of.source)
    : 0;

/** The order in which facts count: total, independent of arrival, and the same as that of fixes and of milestones among themselves. */
export const compareFacts = (a: DetectionFact, b: DetectionFact): number =>
  a.at - b.at || KIND_RANK[a.kind] - KIND_RANK[b.kind] || compareAsMilestones(a, b) || compareOrigin(a.of, b.of);

/** A fix that lagged behind others shows that its device was heard of when it came; one that is history shows nothing else. */
function momentsOf(fact: DetectionFact, lag = 0): readonly DetectionFact[] {
  if (lag === 0) return [fact];
  return lag > HISTORY_MS ? [contact(fact.of)] : [fact, contact(fact.of)];
}

/** A set of facts in the order in which they count, each stored id once. `newest` stands for fixes that were taken in before (`lagsIn`). */
export function orderedFacts(facts: Iterable<DetectionFact>, newest?: NewestFix): DetectionFact[] {
  const all = [...new Map(Array.from(facts, (fact) => [fact.of.eventId, fact])).values()];
  const lags = lagsIn(fixesIn(all), newest);
  return all.flatMap((fact) => momentsOf(fact, lags.get(fact.of.eventId))).sort(compareFacts);
}

/** The fixes among facts. */
export const fixesIn = (facts: readonly DetectionFact[]): Fix[] => facts.flatMap((fact) => (fact.kind === 'fix' ? [fact.of] : []));
