import { ETA_COMPARISONS, type EtaComparison, type Instant, MAX_DURATION_DAYS } from '@waybill/events';
import type { Expectation } from '../arrivals';
import type { DetectionFact } from '../exceptions';
import { isOver } from '../exceptions/journey';
import { type Basis, baselinesOf, basisOf, unlearnedOf } from './baselines';
import { bucketOf } from './calibration';
import { featuresOf, type Situation } from './features';
import { contributionsOf, forestValue } from './forest';
import { type EtaModel, modelFor, usuallyTakes } from './model';
import { type Observed, observedAt } from './observed';
import type { EtaPlan } from './plan';
import { type Reason, reasonsFor } from './reasons';

const HOUR_MS = 3_600_000;
/** What is farther off is said to be as far as this: plans can be made for the next century. */
const MOST_MS = MAX_DURATION_DAYS * 24 * HOUR_MS;

/** When a shipment will arrive: it is as likely before as after p50, and with four chances in five between p10 and p90. */
export interface Prediction {
  readonly p10: Instant;
  readonly p50: Instant;
  readonly p90: Instant;
  readonly basis: Basis;
  /** What each way of saying it without learning gives. */
  readonly baselines: Readonly<Partial<Record<EtaComparison, Instant>>>;
  readonly reasons: readonly Reason[];
  readonly modelVersion: string;
  readonly hoursOut: number;
}

/** It is on its way back to where it came from, so nothing will arrive where it was to go. */
const goesBack = ({ journey }: Observed): boolean => journey.status === 'RETURNING';

/** Whether an arrival can still be expected. */
export const isExpected = (observed: Observed): boolean =>
  observed.arriving.arrivedAt === undefined && !isOver(observed.journey) && !goesBack(observed);

/** What a prediction is made from; undefined while nothing is known of when it will arrive. */
export function situationOf(
  observed: Observed,
  plan: EtaPlan,
  model: Pick<EtaModel, 'experience' | 'nearness' | 'curves' | 'biases'>,
  asOf: Instant,
): Situation | undefined {
  const baselines = baselinesOf(observed, plan, model.experience, asOf);
  const basis = basisOf(baselines, plan, model.nearness);
  if (!basis) return undefined;
  const left = usuallyTakes(model, basis, baselines[basis] as number);
  return { observed, plan, asOf, baselines, basis, left, biases: model.biases, misses: model.experience.misses };
}

/** Three logarithms of what is left over what the baseline says, in order whatever each forest says. */
export interface Quantiles {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/** The quantiles before they are corrected. */
export function rawQuantiles({ forests }: Pick<EtaModel, 'forests'>, features: ArrayLike<number>): Quantiles {
  const middle = forestValue(forests.p50, features);
  return { low: Math.min(middle, forestValue(forests.p10, features)), middle, high: Math.max(middle, forestValue(forests.p90, features)) };
}

function corrected({ low, middle, high }: Quantiles, { corrections }: EtaModel, left: number): Quantiles {
  const { low: lower, high: higher } = corrections[bucketOf(left * Math.exp(middle))] ?? { low: 0, high: 0 };
  return { low: Math.min(middle, low - lower), middle, high: Math.max(middle, high + higher) };
}

function instantsOf({ baselines, observed, plan, asOf }: Situation): Prediction['baselines'] {
  const left: Readonly<Partial<Record<EtaComparison, number>>> = { ...unlearnedOf(observed, plan, asOf), ...baselines };
  return Object.fromEntries(
    ETA_COMPARISONS.flatMap((name) => {
      const ms = left[name];
      return ms === undefined ? [] : [[name, (asOf + Math.round(Math.min(MOST_MS, ms))) as Instant]];
    }),
  );
}

/** When a shipment will arrive, by what was observed of it until `asOf`; undefined when nothing can be said, or nothing is expected any more. */
export function predictFrom(observed: Observed, plan: EtaPlan, of: EtaModel, asOf: Instant): Prediction | undefined {
  const model = modelFor(plan.watch.mode, of);
  const situation = isExpected(observed) ? situationOf(observed, plan, model, asOf) : undefined;
  if (!situation) return undefined;
  const { left, basis } = situation;
  const features = featuresOf(situation);
  const { low, middle, high } = corrected(rawQuantiles(model, features), model, left);
  const [p10, p50, p90] = [low, middle, high].map((quantile) => Math.round(Math.min(MOST_MS, left * Math.exp(quantile)))) as [
    number,
    number,
    number,
  ];
  return {
    p10: (asOf + p10) as Instant,
    p50: (asOf + p50) as Instant,
    p90: (asOf + p90) as Instant,
    basis,
    baselines: instantsOf(situation),
    reasons: reasonsFor(situation, p50, contributionsOf(model.forests.p50, features)),
    modelVersion: model.version,
    hoursOut: p50 / HOUR_MS,
  };
}

/** The same from the set of a shipment's facts, in any order. */
export const predict = (facts: Iterable<DetectionFact>, plan: EtaPlan, model: EtaModel, asOf: Instant): Prediction | undefined =>
  predictFrom(observedAt(facts, plan, asOf), plan, model, asOf);

/** What the approach to a site has to know. */
export function expectationOf(observed: Observed, prediction: Prediction | undefined): Expectation {
  if (observed.arriving.arrivedAt !== undefined) return { kind: 'arrived' };
  if (!isExpected(observed)) return { kind: 'not-coming' };
  return prediction ? { kind: 'expected', p50: prediction.p50 } : { kind: 'unknown' };
}

const LEAST_MOVE_MS = 5 * 60_000;
const MOVE_SHARE = 0.05;
/** How sure an arrival is has changed when one window is so many times as wide as the other, and by so much. */
const [WIDER, WIDER_BY_MS] = [2, 5 * 60_000];

type Window = Pick<Prediction, 'p10' | 'p50' | 'p90'>;
const widthOf = ({ p10, p90 }: Window): number => p90 - p10;

function isSurer(one: Window, other: Window): boolean {
  const [narrow, wide] = [widthOf(one), widthOf(other)];
  return wide >= WIDER * narrow && wide - narrow >= WIDER_BY_MS;
}

/** Whether a prediction says something else than the last one that was given out. */
export function isNews(last: Window & Pick<Prediction, 'basis'>, next: Prediction, asOf: Instant): boolean {
  if (last.basis !== next.basis) return true;
  const moved = Math.abs(next.p50 - last.p50) > Math.max(LEAST_MOVE_MS, MOVE_SHARE * (next.p50 - asOf));
  return moved || last.p50 < next.p10 || last.p50 > next.p90 || isSurer(next, last) || isSurer(last, next);
}
