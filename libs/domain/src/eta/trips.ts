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

export const samplesOf = (trips: readonly Trip[]): Sample[] =>
  trips.flatMap((trip) => {
    const [dwells, stands] = [dwellsIn(trip), standsIn(trip)];
    const times = trip.times.filter((asOf) => asOf < trip.arrival);
    return times.map((asOf) => ({ trip, asOf, observed: observedAt(trip.facts, trip.plan, asOf), dwells, stands }));
  });

function dwellsIn({ facts, plan }: Trip): Named[] {
  const dwells: Named[] = [];
  let state = nothingObserved;
  for (const fact of orderedFacts(facts)) {
    const before = state.stop;
    state = observe(state, fact, plan);
    const site = before && plan.stops[before.index]?.site;
    if (before && site !== undefined && !before.left && state.stop?.left) dwells.push([site, fact.at - before.at]);
  }
  return dwells;
}

/** Standing for less is part of how fast a way goes. */
const LONG_MS = 20 * 60_000;

/** Times from and until which a trip stood for long. */
function standsIn({ facts, plan }: Trip): (readonly [from: number, until: number])[] {
  const stands: (readonly [number, number])[] = [];
  let state = nothingObserved;
  for (const fact of orderedFacts(facts)) {
    const since = state.motion.standingSince;
    state = observe(state, fact, plan);
    if (since !== undefined && state.motion.standingSince === undefined && fact.at - since >= LONG_MS) stands.push([since, fact.at]);
  }
  return stands;
}
