import { floatAt } from '../numbers';
import type { KnownMode } from '../positions';
import { BASES, type Basis, baselinesOf, type Experience, nearnessNames, noExperience } from './baselines';
import { bucketOf, calibrate, type Outcome } from './calibration';
import { curveOf } from './curve';
import { type Effects, effectsOf, groupedBy } from './effects';
import { experienceOf } from './experience';
import { FEATURE_NAMES, FEATURES, featuresOf, type Situation } from './features';
import { type ForestOptions, growForest } from './forest';
import { BASELINE_ALONE, type EtaModel, UNTRAINED } from './model';
import { rawQuantiles, situationOf } from './predict';
import { type Named, type Sample, samplesOf, type Trip } from './trips';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Learned = Pick<EtaModel, 'experience' | 'nearness' | 'curves' | 'biases'>;

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
      const { carrier, from, lane, site } = example.situation.plan;
      const target = targetOf(example);
      return [`carrier:${carrier}`, `from:${from}`, `lane:${lane}`, `site:${site}`].map((name) => [name, target]);
    }),
  );

/** Parts of the time of training; each is looked at with what the others taught, so that no trip teaches about itself. */
const FOLDS = 4;

/** Some samples, and what the others taught. */
interface Fold {
  readonly samples: readonly Sample[];
  readonly others: readonly Sample[];
  readonly experience: Experience;
}

function foldsOf(samples: readonly Sample[], experience: (samples: readonly Sample[]) => Experience): Fold[] {
  const inTime = samples.toSorted((a, b) => a.trip.arrival - b.trip.arrival);
  const ends = Array.from({ length: FOLDS - 1 }, (_, i) => inTime[Math.floor(((i + 1) * inTime.length) / FOLDS)]?.trip.arrival ?? 0);
  const parts = groupedBy(inTime, ({ trip }) => ends.filter((end) => trip.arrival >= end).length);
  return [...parts.values()].map((part) => {
    const others = [...parts.values()].flatMap((other) => (other === part ? [] : other));
    return { samples: part, others, experience: experience(others) };
  });
}

/** How near each baseline comes when others taught it. */
function nearnessOf(folds: readonly Fold[]): Effects {
  const seen = folds.flatMap(({ samples, experience }) =>
    samples.flatMap((sample) => {
      const { trip, observed, asOf } = sample;
      const baselines = baselinesOf(observed, trip.plan, experience, asOf);
      return BASES.flatMap((basis) => {
        const left = baselines[basis];
        return left === undefined ? [] : [{ basis, plan: trip.plan, error: Math.log(actualOf(sample) / left) }];
      });
    }),
  );
  const usual = effectsOf(seen.map(({ basis, error }): Named => [basis, error]));
  return effectsOf(
    seen.flatMap(({ basis, plan, error }) => {
      const off = Math.abs(error - (usual[basis]?.value ?? 0));
      return nearnessNames(basis, plan).map((name): Named => [name, off]);
    }),
    'mean',
  );
}

/** Without what bears a name of its own: what is left says something of shipments elsewhere, too. */
const general = ({ speeds, paces }: Experience): Experience => ({ ...noExperience, speeds: ofModes(speeds), paces: ofModes(paces) });
const ofModes = (effects: Effects): Effects => Object.fromEntries(Object.entries(effects).filter(([name]) => name.startsWith('mode:')));
const ofBases = (effects: Effects): Effects =>
  Object.fromEntries(BASES.flatMap((basis) => (effects[basis] ? [[basis, effects[basis]]] : [])));

/** What is known before the forests grow. */
function learnedFrom(samples: readonly Sample[], experience: Experience, nearness: Effects, isGeneral: boolean): Learned {
  const curves = curvesOf(examplesOf(samples, { experience, nearness, curves: {}, biases: {} }));
  const learned = { experience, nearness, curves, biases: {} };
  return isGeneral ? learned : { ...learned, biases: biasesOf(examplesOf(samples, learned)) };
}

const outOfFold = (folds: readonly Fold[], nearness: Effects, isGeneral: boolean): Example[] =>
  folds.flatMap(({ samples, others, experience }) => examplesOf(samples, learnedFrom(others, experience, nearness, isGeneral)));

export interface TrainingOptions extends Omit<ForestOptions, 'quantile' | 'monotone'> {
  readonly version: string;
  /** Nothing that is learned of single carriers, lanes and sites is kept: for shipments of others. */
  readonly general?: boolean;
}
export const DEFAULT_TRAINING: Omit<TrainingOptions, 'version'> = {
  seed: 17,
  rounds: 100,
  rate: 0.08,
  depth: 5,
  leastRows: 60,
  sample: 0.7,
};

/** What the forests look at, by columns. Nothing is known in those of which too little time was seen. */
function columnsOf(examples: readonly Example[]): Float64Array[] {
  const rows = examples.map(({ situation }) => featuresOf(situation));
  const seen = new Set(examples.map(({ sample: { asOf } }) => Math.floor(asOf / DAY_MS))).size;
  return FEATURES.map(({ days = 0 }, feature) => Float64Array.from(rows, (row) => (seen < days ? Number.NaN : floatAt(row, feature))));
}

function forestsOf(examples: readonly Example[], options: TrainingOptions): EtaModel['forests'] {
  const columns = columnsOf(examples);
  const targets = Float64Array.from(examples, targetOf);
  const monotone = FEATURES.map((feature) => feature.monotone);
  const grown = (quantile: number) => growForest(columns, targets, { ...options, quantile, monotone });
  return { p10: grown(0.1), p50: grown(0.5), p90: grown(0.9) };
}

/** What came of a prediction, and by how many milliseconds it was off. */
interface Tried extends Outcome {
  readonly error: number;
}

function outcomesOf(samples: readonly Sample[], model: EtaModel): Tried[] {
  return examplesOf(samples, model).map(({ sample, situation }) => {
    const { low, middle, high } = rawQuantiles(model, featuresOf(situation));
    const [left, actual] = [situation.left * Math.exp(middle), actualOf(sample)];
    const outcome = {
      trip: sample.trip.id,
      asOf: sample.asOf,
      bucket: bucketOf(left),
      low,
      high,
      actual: Math.log(actual / situation.left),
    };
    return { ...outcome, error: Math.abs(left - actual) };
  });
}

const modesIn = (trips: readonly Trip[]): KnownMode[] => [...new Set(trips.map(({ plan }) => plan.watch.mode ?? 'road'))].sort();

/** A model from the trips of one time, calibrated by those of a later one. The same trips and options give the same model. */
export function trainModel(training: readonly Trip[], calibration: readonly Trip[], options: TrainingOptions): EtaModel {
  const samples = samplesOf(training);
  const [first, ...others] = training.map(({ arrival }) => arrival).sort((a, b) => a - b);
  if (samples.length === 0 || first === undefined) return { ...UNTRAINED, version: options.version };
  const isGeneral = options.general ?? false;
  const experience = (of: readonly Sample[]): Experience => (isGeneral ? general(experienceOf(of)) : experienceOf(of));
  const folds = foldsOf(samples, experience);
  const nearness = isGeneral ? ofBases(nearnessOf(folds)) : nearnessOf(folds);
  const model: EtaModel = {
    ...UNTRAINED,
    version: options.version,
    seed: options.seed,
    features: FEATURE_NAMES,
    ...learnedFrom(samples, experience(samples), nearness, isGeneral),
    forests: forestsOf(outOfFold(folds, nearness, isGeneral), options),
    trained: { from: first, until: others.at(-1) ?? first, trips: training.length, ...(isGeneral && { modes: modesIn(training) }) },
  };
  return bestOf([model, { ...unlearned(model), nearness }, unlearned(model)], samplesOf(calibration));
}

/** The baselines as they are. */
const unlearned = (model: EtaModel): EtaModel => ({ ...model, nearness: {}, curves: {}, forests: BASELINE_ALONE });

/** The model that comes nearest on average, calibrated: with too little to learn from that is a baseline as it is. */
function bestOf(models: readonly [EtaModel, ...EtaModel[]], calibration: readonly Sample[]): EtaModel {
  const tried = models.map((model) => ({ model, outcomes: outcomesOf(calibration, model) }));
  const errorOf = ({ outcomes }: (typeof tried)[number]): number => outcomes.reduce((sum, { error }) => sum + error, 0);
  const { model, outcomes } = tried.reduce((best, one) => (errorOf(one) < errorOf(best) ? one : best));
  return { ...model, corrections: calibrate(outcomes) };
}
