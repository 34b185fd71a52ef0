import { type Instant, itemAt, type Milestone } from '@waybill/events';
import { type Arriving, notArrived, stepArriving } from '../arrivals';
import { type DetectionFact, orderedFacts, type VehicleMove } from '../exceptions';
import { initialJourney, type Journey, stepJourney } from '../exceptions/journey';
import type { Point } from '../exceptions/route-distance';
import { type Fix, metresBetween } from '../positions';
import { type MilestoneFact, movesJourney } from '../shipments';
import { type Motion, notMoved, stepMotion } from './motion';
import type { EtaPlan } from './plan';
import { type Progress, stepProgress } from './remaining-way';

/** When the carrier said that it would arrive, and when it said so. */
export interface Estimate {
  readonly arrival: Instant;
  readonly saidAt: Instant;
}

/** The last milestone that says something about the goods. */
export interface LastMilestone {
  readonly milestone: Milestone;
  readonly time: Instant;
}

/** The last planned stop that the shipment came to. */
export interface StopReached {
  readonly index: number;
  readonly at: Instant;
  /** It has gone on. */
  readonly left: boolean;
}

/** What the facts of a shipment have come to, for predicting. Plain JSON of bounded size. */
export interface Observed {
  readonly journey: Journey;
  readonly arriving: Arriving;
  readonly motion: Motion;
  /** The newest fix that is believed. */
  readonly fix?: Fix;
  readonly progress?: Progress;
  readonly last?: LastMilestone;
  readonly scans: number;
  readonly estimate?: Estimate;
  readonly stop?: StopReached;
  /** When the newest fact counted. */
  readonly newest?: Instant;
}
export const nothingObserved: Observed = { journey: initialJourney, arriving: notArrived, motion: notMoved, scans: 0 };

/** Milestones by which a carrier says when a shipment will arrive. */
const ARRIVAL_ESTIMATES: readonly Milestone[] = ['ARRIVED_AT_DESTINATION', 'AVAILABLE_FOR_PICKUP', 'DELIVERED', 'ETA_UPDATED'];

function afterMilestone(observed: Observed, fact: MilestoneFact): Observed {
  const { milestone, classifier, time, recordedTime } = fact;
  if (classifier === 'EST' && ARRIVAL_ESTIMATES.includes(milestone)) {
    return { ...observed, estimate: { arrival: time, saidAt: recordedTime } };
  }
  return movesJourney(fact) ? { ...observed, last: { milestone, time }, scans: observed.scans + 1 } : observed;
}

/** The stop reached after the shipment was seen somewhere: one that lies ahead, or the one where it is, or was until now. */
function stopAfter({ stop }: Observed, seen: Point, at: Instant, { stops, watch }: EtaPlan): StopReached | undefined {
  const isThere = (index: number): boolean => metresBetween(itemAt(stops, index).place, seen) <= watch.rules.placeRadiusMetres;
  const index = stops.findIndex((_, i) => i > (stop?.index ?? -1) && isThere(i));
  if (index >= 0) return { index, at, left: false };
  return stop && !stop.left && !isThere(stop.index) ? { ...stop, left: true } : stop;
}

function afterVehicle(observed: Observed, { moved, location, time }: VehicleMove, plan: EtaPlan): Observed {
  const { latitude, longitude } = location ?? {};
  if (latitude === undefined || longitude === undefined) return observed;
  const stop = stopAfter(observed, { latitude, longitude }, time, plan);
  return { ...observed, stop: stop && moved === 'departed' ? { ...stop, left: true } : stop };
}

function afterFix(observed: Observed, fix: Fix, plan: EtaPlan): Observed {
  const route = observed.journey.route ?? plan.watch.route;
  return {
    ...observed,
    fix,
    motion: stepMotion(observed.motion, fix),
    progress: route && stepProgress(route, observed.progress, fix, plan.watch.rules.confirm),
    stop: stopAfter(observed, fix, fix.time, plan),
  };
}

function after(observed: Observed, fact: DetectionFact, fixes: readonly Fix[], plan: EtaPlan): Observed {
  switch (fact.kind) {
    case 'milestone':
      return afterMilestone(observed, fact.of);
    case 'fix':
      return fixes.reduce((now, fix) => afterFix(now, fix, plan), observed);
    case 'vehicle':
      return afterVehicle(observed, fact.of, plan);
    case 'route': {
      const { fix } = observed;
      return { ...observed, progress: fix && stepProgress(fact.of.route, undefined, fix, plan.watch.rules.confirm) };
    }
    // Our own predictions are no news, and neither is what shows no more than that a sender is alive.
    case 'estimate':
    case 'contact':
      return observed;
  }
}

/** One fact on, in the order in which facts count. */
export function observe(before: Observed, fact: DetectionFact, plan: EtaPlan): Observed {
  const { journey, fixes } = stepJourney(before.journey, fact, plan.watch);
  const observed = { ...before, journey, arriving: stepArriving(before.arriving, fact, plan.target), newest: fact.at };
  return after(observed, fact, fixes, plan);
}

/**
 * What was known of a shipment at a time: facts that had happened and had been taken in by then, in whatever order. Later ones do not count,
 * so the past is predicted as it was.
 */
export const observedAt = (facts: Iterable<DetectionFact>, plan: EtaPlan, asOf: Instant): Observed =>
  orderedFacts(Array.from(facts).filter(({ at, of }) => at <= asOf && of.recordedTime <= asOf)).reduce(
    (state, fact) => observe(state, fact, plan),
    nothingObserved,
  );
