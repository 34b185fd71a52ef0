import { formatInstant, itemAt } from '@waybill/events';
import { type Basis, delayShown, usualMiss } from './baselines';
import { DRIVERS_HOURS, untilBreak } from './drivers-hours';
import { FEATURE_NAMES, type Situation } from './features';
import { averageSpeed } from './motion';

const MINUTE_MS = 60_000;

/** Why a prediction says what it says. */
export interface Reason {
  readonly code: string;
  /** In words, with numbers. */
  readonly text: string;
  /** By how many minutes it makes the arrival later, about; less than nothing makes it earlier. */
  readonly minutes: number;
}

interface Explanation {
  readonly code: string;
  /** The features that speak of it. */
  readonly features: readonly string[];
  /** Always said of a prediction on this basis. */
  readonly basis?: Basis;
  /** What it takes of the baseline, in milliseconds. */
  readonly own?: (situation: Situation) => number;
  /** Undefined when there is nothing to say of it. */
  readonly text: (situation: Situation) => string | undefined;
}

const minutes = (ms: number): string => `${Math.round(Math.abs(ms) / MINUTE_MS)} min`;
const earlyOrLate = (ms: number): string => `${minutes(ms)} ${ms < 0 ? 'early' : 'late'}`;
const clock = (instant: number): string => `${formatInstant(instant).slice(11, 16)} UTC`;
const standingFor = ({ observed, asOf }: Situation): number =>
  observed.motion.standingSince === undefined ? 0 : asOf - observed.motion.standingSince;

function standing(situation: Situation): string | undefined {
  const { fix } = situation.observed;
  const ms = standingFor(situation);
  return fix && ms > 0 ? `standing ${minutes(ms)} near ${fix.latitude.toFixed(2)}, ${fix.longitude.toFixed(2)}` : undefined;
}

function pauses({ observed, baselines: { way } }: Situation): string | undefined {
  if (!way || way.pausesMs === 0) return undefined;
  const { restMs } = DRIVERS_HOURS.break;
  const due = untilBreak(observed.motion.driving, DRIVERS_HOURS);
  const first = due === 0 ? `break of ${minutes(restMs)} due now` : `break of ${minutes(restMs)} due in ${minutes(due)}`;
  return way.pausesMs > restMs ? `${first}, ${minutes(way.pausesMs)} of pauses in all` : first;
}

function dwell({ baselines: { way } }: Situation): string | undefined {
  if (!way || way.dwellMs === 0) return undefined;
  return way.stopsAhead === 0
    ? `${minutes(way.dwellMs)} left at this stop`
    : `${way.stopsAhead} ${way.stopsAhead === 1 ? 'stop' : 'stops'} ahead, ${minutes(way.dwellMs)} of standing there`;
}

function estimate({ observed, plan, misses, asOf }: Situation): string | undefined {
  if (!observed.estimate) return undefined;
  const miss = usualMiss(observed, plan, { misses }, asOf);
  const usual = miss === undefined || Math.abs(miss) < MINUTE_MS ? '' : `; it is usually ${earlyOrLate(-miss)}`;
  return `carrier says ${clock(observed.estimate.arrival)}${usual}`;
}

function delay({ observed, plan }: Situation): string | undefined {
  const ms = delayShown(observed, plan);
  if (ms === undefined || Math.abs(ms) < MINUTE_MS) return undefined;
  return observed.stop ? `${earlyOrLate(ms)} at the last stop` : `set out ${earlyOrLate(ms)}`;
}

function speed({ observed, asOf, baselines: { way } }: Situation): string | undefined {
  const hourly = averageSpeed(observed.motion, asOf, 60 * MINUTE_MS);
  if (hourly === undefined || !way) return undefined;
  return `${Math.round(hourly)} km/h over the last hour, reckoned with ${Math.round(way.kmh)} km/h`;
}

const usual = (what: string) => (): string => `usual for this ${what}`;
const wayLeft = ({ baselines: { way } }: Situation): string | undefined => (way ? `${Math.round(way.metres / 1_000)} km left` : undefined);

const EXPLANATIONS: readonly Explanation[] = [
  { code: 'standing', features: ['standing'], own: standingFor, text: standing },
  { code: 'pauses', features: ['pauses', 'sinceBreak', 'sinceRest'], own: ({ baselines: { way } }) => way?.pausesMs ?? 0, text: pauses },
  { code: 'stops', features: ['dwell', 'stopsAhead'], own: ({ baselines: { way } }) => way?.dwellMs ?? 0, text: dwell },
  { code: 'estimate', basis: 'estimate', features: ['estimateOffset', 'estimateAge', 'estimateMiss'], text: estimate },
  {
    code: 'delay',
    features: ['delay', 'planOffset'],
    own: (s) => (s.basis === 'plan' ? (delayShown(s.observed, s.plan) ?? 0) : 0),
    text: delay,
  },
  { code: 'speed', features: ['speed15', 'speed60', 'speed180'], text: speed },
  { code: 'way', features: ['wayLeft', 'wayDone', 'hoursOut', 'distance'], text: wayLeft },
  { code: 'time-of-day', features: ['hourHere', 'hourThere'], text: usual('time of day') },
  { code: 'weekday', features: ['weekdayThere'], text: usual('weekday') },
  { code: 'carrier', features: ['carrierBias'], text: usual('carrier') },
  { code: 'lane', features: ['fromBias', 'laneBias', 'historyOffset'], text: usual('lane') },
  { code: 'site', features: ['siteBias'], text: usual('site') },
];

/** Places of the features of each explanation. */
const PLACES: readonly (readonly number[])[] = EXPLANATIONS.map(({ features }) => features.map((name) => FEATURE_NAMES.indexOf(name)));

const MOST_REASONS = 3;
/** What moves an arrival by less than this is not worth a word, minutes. */
const LEAST_MINUTES = 2;
/** An event takes no more: a year. */
const MOST_MINUTES = 366 * 24 * 60;

/** What moves a prediction most, the greatest first. `contributions` are those of the features to the logarithm of what is left. */
export function reasonsFor(situation: Situation, p50Ms: number, contributions: ArrayLike<number>): Reason[] {
  const reasons: Reason[] = [];
  EXPLANATIONS.forEach(({ code, basis, own, text }, i) => {
    let learned = 0;
    for (const place of itemAt(PLACES, i)) learned += contributions[place] ?? 0;
    const effect = (p50Ms * (1 - Math.exp(-learned)) + (own?.(situation) ?? 0)) / MINUTE_MS;
    const words = basis === situation.basis || Math.abs(effect) >= LEAST_MINUTES ? text(situation) : undefined;
    if (words !== undefined)
      reasons.push({ code, text: words, minutes: Math.round(Math.max(-MOST_MINUTES, Math.min(MOST_MINUTES, effect))) });
  });
  return reasons.sort((a, b) => Math.abs(b.minutes) - Math.abs(a.minutes)).slice(0, MOST_REASONS);
}
