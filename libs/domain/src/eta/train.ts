import type { Instant } from '@waybill/events';
import { type DetectionFact, orderedFacts } from '../exceptions';
import { BASES, type Basis, type Experience, historyNames, missNames } from './baselines';
import { bucketOf, calibrate, type Outcome } from './calibration';
import { curveOf } from './curve';
import { type Effects, effectsOf } from './effects';
import { FEATURE_NAMES, FEATURES, featuresOf, type Situation } from './features';
import { type ForestOptions, growForest } from './forest';
import { type EtaModel, UNTRAINED } from './model';
import { movingSpeed } from './motion';
import { nothingObserved, type Observed, observe, observedAt } from './observed';
import type { EtaPlan } from './plan';
import { rawQuantiles, situationOf } from './predict';

const HOUR_MS = 3_600_000;

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
}

type Named = readonly [name: string, value: number];

export const samplesOf = (trips: readonly Trip[]): Sample[] =>
  trips.flatMap((trip) => {
    const dwells = dwellsIn(trip);
    const times = trip.times.filter((asOf) => asOf < trip.arrival);
    return times.map((asOf) => ({ trip, asOf, observed: observedAt(trip.facts, trip.plan, asOf), dwells }));
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

const speedsIn = ({ trip: { plan }, observed, asOf }: Sample): Named[] => {
  const speed = movingSpeed(observed.motion, asOf);
  return speed ? [`mode:${plan.watch.mode ?? 'road'}`, `lane:${plan.lane}`].map((name) => [name, speed.kmh]) : [];
};

function restsIn({ trip: { plan, arrival }, observed: { last } }: Sample): Named[] {
  if (!last || last.time >= arrival) return [];
  return historyNames(last, plan).map((name) => [name, Math.log((arrival - last.time) / HOUR_MS)]);
}

const missesIn = ({ trip: { plan, arrival }, observed: { estimate }, asOf }: Sample): Named[] =>
  estimate ? missNames(plan, Math.max(0, estimate.arrival - asOf)).map((name) => [name, arrival - estimate.arrival]) : [];

/** What some samples teach about speeds, stops, lanes and carriers. */
export function experienceOf(samples: readonly Sample[]): Experience {
  const byTrip = new Map(samples.map(({ trip, dwells }) => [trip, dwells]));
  return {
    speeds: effectsOf(samples.flatMap(speedsIn)),
    dwells: effectsOf([...byTrip.values()].flat()),
    rests: effectsOf(samples.flatMap(restsIn)),
    misses: effectsOf(samples.flatMap(missesIn)),
  };
}

type Learned = Pick<EtaModel, 'experience' | 'curves' | 'biases'>;

/** A sample of which something can be said. */
interface Example {
  readonly sample: Sample;
  readonly situation: Situation;
}

const examplesOf = (samples: readonly Sample[], learned: Learned): Example[] =>
  samples.flatMap((sample) => {
    const situation = situationOf(sample.observed, sample.trip.plan, learned, sample.asOf);
    return situation ? [{ sample, situation }] : [];
  });

/** More than twenty times as long, or as short, teaches nothing more. */
const MOST = Math.log(20);
const actualOf = ({ trip, asOf }: Sample): number => trip.arrival - asOf;
const targetOf = ({ sample, situation }: Example): number => Math.min(MOST, Math.max(-MOST, Math.log(actualOf(sample) / situation.left)));

function curvesOf(examples: readonly Example[]): EtaModel['curves'] {
  const pairs = (basis: Basis) =>
    examples
      .filter(({ situation }) => situation.basis === basis)
      .map(({ sample, situation }) => [Math.log(situation.left / HOUR_MS), Math.log(actualOf(sample) / HOUR_MS)] as const);
  return Object.fromEntries(BASES.map((basis) => [basis, curveOf(pairs(basis))]));
}

const biasesOf = (examples: readonly Example[]): Effects =>
  effectsOf(
    examples.flatMap((example): Named[] => {
      const { carrier, lane, site } = example.situation.plan;
      const target = targetOf(example);
      return [`carrier:${carrier}`, `lane:${lane}`, `site:${site}`].map((name) => [name, target]);
    }),
  );

/** What is known before the forests grow. */
function learnedFrom(samples: readonly Sample[]): Learned {
  const experience = experienceOf(samples);
  const curves = curvesOf(examplesOf(samples, { experience, curves: {}, biases: {} }));
  return { experience, curves, biases: biasesOf(examplesOf(samples, { experience, curves, biases: {} })) };
}

/** Parts of the time of training; each is looked at with what the others taught, so that no trip teaches about itself. */
const FOLDS = 4;

function foldsOf(samples: readonly Sample[]): Sample[][] {
  const inTime = samples.toSorted((a, b) => a.trip.arrival - b.trip.arrival);
  const ends = Array.from({ length: FOLDS - 1 }, (_, i) => inTime[Math.floor(((i + 1) * inTime.length) / FOLDS)]?.trip.arrival ?? 0);
  const folds = Array.from({ length: FOLDS }, (): Sample[] => []);
  for (const sample of inTime) folds[ends.filter((end) => sample.trip.arrival >= end).length]?.push(sample);
  return folds;
}

const outOfFold = (folds: readonly Sample[][]): Example[] =>
  folds.flatMap((fold, i) => examplesOf(fold, learnedFrom(folds.filter((_, other) => other !== i).flat())));

export interface TrainingOptions extends Omit<ForestOptions, 'quantile' | 'monotone'> {
  readonly version: string;
}
export const DEFAULT_TRAINING: Omit<TrainingOptions, 'version'> = {
  seed: 17,
  rounds: 120,
  rate: 0.08,
  depth: 5,
  leastRows: 30,
  sample: 0.7,
};

function forestsOf(examples: readonly Example[], options: TrainingOptions): EtaModel['forests'] {
  const rows = examples.map(({ situation }) => featuresOf(situation));
  const columns = FEATURES.map((_, feature) => Float64Array.from(rows, (row) => row[feature] as number));
  const targets = Float64Array.from(examples, targetOf);
  const monotone = FEATURES.map((feature) => feature.monotone);
  const grown = (quantile: number) => growForest(columns, targets, { ...options, quantile, monotone });
  return { p10: grown(0.1), p50: grown(0.5), p90: grown(0.9) };
}

function outcomesOf(samples: readonly Sample[], model: EtaModel): Outcome[] {
  return examplesOf(samples, model).map(({ sample, situation }) => {
    const { low, middle, high } = rawQuantiles(model, featuresOf(situation));
    const actual = Math.log(actualOf(sample) / situation.left);
    return { trip: sample.trip.id, asOf: sample.asOf, bucket: bucketOf(situation.left * Math.exp(middle)), low, high, actual };
  });
}

/** A model from the trips of one time, calibrated by those of a later one. The same trips and options give the same model. */
export function trainModel(training: readonly Trip[], calibration: readonly Trip[], options: TrainingOptions): EtaModel {
  const samples = samplesOf(training);
  if (samples.length === 0) return { ...UNTRAINED, version: options.version };
  const arrivals = training.map(({ arrival }) => arrival);
  const model: EtaModel = {
    ...UNTRAINED,
    version: options.version,
    seed: options.seed,
    features: FEATURE_NAMES,
    ...learnedFrom(samples),
    forests: forestsOf(outOfFold(foldsOf(samples)), options),
    trained: { from: Math.min(...arrivals) as Instant, until: Math.max(...arrivals) as Instant, trips: training.length },
  };
  return { ...model, corrections: calibrate(outcomesOf(samplesOf(calibration), model)) };
}
