import { type Instant, itemAt, MILESTONES, TRANSPORT_MODES } from '@waybill/events';
import { BASES, type Baselines, type Basis, delayShown, solarTime, usualMiss } from './baselines';
import { type Effects, shrunken } from './effects';
import { averageSpeed } from './motion';
import type { Observed } from './observed';
import type { EtaPlan } from './plan';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What the features of one prediction are taken from. */
export interface Situation {
  readonly observed: Observed;
  readonly plan: EtaPlan;
  readonly asOf: Instant;
  readonly baselines: Baselines;
  readonly basis: Basis;
  /** What the model corrects, in milliseconds. */
  readonly left: number;
  readonly biases: Effects;
  readonly misses: Effects;
}

/** One thing that the forests look at. A value that is not known is undefined. */
interface Feature {
  readonly name: string;
  /** With more of it never earlier (1), never later (-1); see `Growing`. */
  readonly monotone: -1 | 0 | 1;
  readonly of: (situation: Situation) => number | undefined;
  /** On how many days trips have to have been seen before anything can be learned from it. */
  readonly days?: number;
}

const feature = (name: string, of: Feature['of'], monotone: Feature['monotone'] = 0): Feature => ({ name, of, monotone });
const minutesSince = (since: Instant | undefined, asOf: Instant): number | undefined =>
  since === undefined ? undefined : (asOf - since) / MINUTE_MS;
const logarithm = (value: number | undefined): number | undefined => (value === undefined ? undefined : Math.log(value));
const speed = (minutes: number) =>
  feature(`speed${minutes}`, ({ observed, asOf }) => averageSpeed(observed.motion, asOf, minutes * MINUTE_MS));

/** How far another way of saying it is from the one that is corrected. */
const offset = (basis: Basis) =>
  feature(`${basis}Offset`, (s) =>
    basis === s.basis ? undefined : logarithm(s.baselines[basis] && (s.baselines[basis] as number) / s.left),
  );

const bias = (name: 'carrier' | 'from' | 'lane' | 'site') =>
  feature(`${name}Bias`, ({ biases, plan }) => biases[`${name}:${plan[name]}`] && shrunken(biases, [`${name}:${plan[name]}`], 0));

/**
 * What the forests look at, in order. What grows with the way that is left may make it only later, so that more way left never means
 * earlier when all else is equal.
 */
export const FEATURES: readonly Feature[] = [
  feature('basis', ({ basis }) => BASES.indexOf(basis)),
  ...BASES.map(offset),
  // Of a baseline that is made of the way left, the way itself has to say how far off it is.
  feature('hoursOut', ({ basis, left }) => (basis === 'moving' ? undefined : left / HOUR_MS)),
  feature('wayLeft', ({ baselines }) => baselines.way?.metres, 1),
  feature('wayDone', ({ baselines }) => baselines.way?.done, -1),
  feature('pauses', ({ baselines }) => baselines.way && baselines.way.pausesMs / HOUR_MS, 1),
  feature('dwell', ({ baselines }) => baselines.way && baselines.way.dwellMs / HOUR_MS),
  feature('stopsAhead', ({ baselines }) => baselines.way?.stopsAhead),
  speed(15),
  speed(60),
  speed(180),
  feature('standing', ({ observed, asOf }) => minutesSince(observed.motion.standingSince, asOf)),
  feature('sinceBreak', ({ observed }) => observed.motion.fix && observed.motion.driving.sinceBreakMs / HOUR_MS),
  feature('sinceRest', ({ observed }) => observed.motion.fix && observed.motion.driving.sinceRestMs / HOUR_MS),
  feature('delay', ({ observed, plan }) => {
    const delay = delayShown(observed, plan);
    return delay === undefined ? undefined : delay / MINUTE_MS;
  }),
  feature('hourHere', ({ observed, asOf }) => observed.fix && solarTime(asOf, observed.fix.longitude).hour),
  feature('hourThere', ({ plan, asOf }) => solarTime(asOf, plan.watch.destination.longitude).hour),
  { ...feature('weekdayThere', ({ plan, asOf }) => solarTime(asOf, plan.watch.destination.longitude).weekday), days: 14 },
  feature('distance', ({ plan }) => plan.metres),
  feature('mode', ({ plan }) => (plan.watch.mode ? TRANSPORT_MODES.indexOf(plan.watch.mode) : undefined)),
  feature('milestone', ({ observed }) => observed.last && MILESTONES.indexOf(observed.last.milestone)),
  feature('milestoneAge', ({ observed, asOf }) => minutesSince(observed.last?.time, asOf)),
  feature('estimateAge', ({ observed, asOf }) => minutesSince(observed.estimate?.saidAt, asOf)),
  feature('estimateMiss', ({ misses, plan, observed, asOf }) => usualMiss(observed, plan, { misses }, asOf)),
  feature('newestAge', ({ observed, asOf }) => minutesSince(observed.newest, asOf)),
  feature('scans', ({ observed }) => observed.scans),
  bias('carrier'),
  bias('from'),
  bias('lane'),
  bias('site'),
];

export const FEATURE_NAMES: readonly string[] = FEATURES.map(({ name }) => name);

/** The features of a situation, in order; NaN where one is not known. */
export function featuresOf(situation: Situation): Float64Array {
  const features = new Float64Array(FEATURES.length);
  for (let i = 0; i < features.length; i++) features[i] = itemAt(FEATURES, i).of(situation) ?? Number.NaN;
  return features;
}
