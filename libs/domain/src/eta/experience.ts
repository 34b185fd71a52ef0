import { type Experience, historyNames, missNames, noExperience, paceNames, speedNames, wayLeft } from './baselines';
import { effectsOf } from './effects';
import { kmh, movingSpeed } from './motion';
import type { Named, Sample } from './trips';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function speedsIn({ trip: { plan }, observed, asOf }: Sample): Named[] {
  const speed = movingSpeed(observed.motion, asOf);
  return speed ? speedNames(plan).map((name) => [name, speed.kmh]) : [];
}

/** A shorter way left says nothing of the speed. */
const LEAST_METRES = 200;

function pacesIn({ trip: { plan, arrival }, observed, asOf, stands }: Sample): Named[] {
  const way = wayLeft(observed, plan, noExperience, asOf);
  if (!way || way.isOld || way.metres < LEAST_METRES) return [];
  const stood = stands.reduce((sum, [from, until]) => sum + Math.max(0, Math.min(until, arrival) - Math.max(from, asOf)), 0);
  return paceNames(observed, plan, asOf).map((name) => [name, kmh(way.metres, Math.max(MINUTE_MS, arrival - asOf - stood))]);
}

function restsIn({ trip: { plan, arrival }, observed: { last } }: Sample): Named[] {
  if (!last || last.time >= arrival) return [];
  return historyNames(last, plan).map((name) => [name, Math.log((arrival - last.time) / HOUR_MS)]);
}

const missesIn = ({ trip: { plan, arrival }, observed: { estimate }, asOf }: Sample): Named[] =>
  estimate ? missNames(plan, estimate.arrival - asOf).map((name) => [name, arrival - estimate.arrival]) : [];

/** What some samples teach about speeds, stops, lanes and carriers. */
export function experienceOf(samples: readonly Sample[]): Experience {
  const byTrip = new Map(samples.map(({ trip, dwells }) => [trip, dwells]));
  return {
    speeds: effectsOf(samples.flatMap(speedsIn)),
    paces: effectsOf(samples.flatMap(pacesIn)),
    dwells: effectsOf([...byTrip.values()].flat()),
    rests: effectsOf(samples.flatMap(restsIn)),
    misses: effectsOf(samples.flatMap(missesIn)),
  };
}
