import type { Instant } from '@waybill/events';
import { type DetectionFact, orderedFacts } from '../exceptions';
import { nothingObserved, type Observed, observe, observedAt } from './observed';
import type { EtaPlan } from './plan';

/** A journey that came to its end. */
export interface Trip {
  readonly id: string;
  readonly plan: EtaPlan;
  readonly facts: readonly DetectionFact[];
  readonly arrival: Instant;
  /** The times at which it is predicted. */
  readonly times: readonly Instant[];
}

/** A trip as it was known at one of its times. */
export interface Sample {
  readonly trip: Trip;
  readonly asOf: Instant;
  readonly observed: Observed;
  /** How long the trip stood at its planned stops, in the end. */
  readonly dwells: readonly Named[];
  /** When it stood for long, in the end. */
  readonly stands: readonly (readonly [from: number, until: number])[];
}

/** A value, and the name under which something is learned from it. */
export type Named = readonly [name: string, value: number];

/** Standing for less is part of how fast a way goes. */
const LONG_MS = 20 * 60_000;

/** What a trip was from one fact to the next. */
interface Step {
  readonly before: Observed;
  readonly after: Observed;
  readonly at: Instant;
}

function stepsOf({ facts, plan }: Trip): Step[] {
  let after = nothingObserved;
  return orderedFacts(facts).map((fact) => {
    const before = after;
    after = observe(before, fact, plan);
    return { before, after, at: fact.at };
  });
}

const dwellsIn = (steps: readonly Step[], { stops }: EtaPlan): Named[] =>
  steps.flatMap(({ before: { stop }, after, at }): Named[] => {
    const site = stop && stops[stop.index]?.site;
    return stop && site !== undefined && !stop.left && after.stop?.left ? [[site, at - stop.at]] : [];
  });

const standsIn = (steps: readonly Step[]): Sample['stands'] =>
  steps.flatMap(({ before, after, at }) => {
    const since = before.motion.standingSince;
    return since !== undefined && after.motion.standingSince === undefined && at - since >= LONG_MS ? [[since, at] as const] : [];
  });

/** Every fact was taken in when it counted, so what was known at a time is what had counted by then. */
const cameInOrder = ({ facts }: Trip): boolean => facts.every(({ at, of }) => of.recordedTime <= at);

/** What was known at each of a trip's times. */
function observedIn(trip: Trip, steps: readonly Step[]): (asOf: Instant) => Observed {
  if (!cameInOrder(trip)) return (asOf) => observedAt(trip.facts, trip.plan, asOf);
  return (asOf) => steps.findLast(({ at }) => at <= asOf)?.after ?? nothingObserved;
}

/** Each trip as it was known at its times. */
export const samplesOf = (trips: readonly Trip[]): Sample[] =>
  trips.flatMap((trip) => {
    const steps = stepsOf(trip);
    const [dwells, stands, observed] = [dwellsIn(steps, trip.plan), standsIn(steps), observedIn(trip, steps)];
    const times = trip.times.filter((asOf) => asOf < trip.arrival);
    return times.map((asOf) => ({ trip, asOf, observed: observed(asOf), dwells, stands }));
  });
