import {
  type Accuracy,
  accuracyByBucket,
  accuracyOf,
  alongside,
  CONTENDERS,
  type Contender,
  DEFAULT_TRAINING,
  isBaselineAlone,
  modelDigest,
  type Scored,
  scoresOf,
  trainModel,
} from '@waybill/domain';
import type { Contest, Split } from './contest';

/** A contender's errors beside those of the model on the same predictions, in minutes. */
export interface Comparison {
  readonly contender: Contender;
  readonly predictions: number;
  readonly meanError: number;
  readonly bias: number;
  readonly model: number;
}

/** What came of a contest. Plain JSON; times in minutes. */
export interface Outcome {
  readonly name: string;
  readonly unit: Contest['unit'];
  readonly toBeat?: number;
  readonly trips: { readonly training: number; readonly calibration: number; readonly test: number };
  readonly seed: number;
  readonly digest: string;
  /** There was too little to learn from. */
  readonly isBaselineAlone: boolean;
  /** The mean error on the test part that is held against the aim: the last one. */
  readonly heldAgainst: number;
  readonly all: Accuracy;
  readonly buckets: readonly (Accuracy | null)[];
  readonly others: readonly Comparison[];
}

/** Nothing is told more exactly than this: the last digits of a sum are those of the machine. */
const DIGITS = 1e4;
const rounded = (value: number): number => Math.round(value * DIGITS) / DIGITS;
const brief = (accuracy: Accuracy): Accuracy =>
  Object.fromEntries(Object.entries(accuracy).map(([name, value]) => [name, rounded(value)])) as unknown as Accuracy;

function comparisonOf(contender: Contender, theirs: readonly Scored[], model: readonly Scored[]): Comparison[] {
  const [own, same] = [accuracyOf(alongside(theirs, model)), accuracyOf(alongside(model, theirs))];
  if (!own || !same) return [];
  const { predictions, meanError, bias } = own;
  return [{ contender, predictions, meanError: rounded(meanError), bias: rounded(bias), model: rounded(same.meanError) }];
}

/** A model of one split, and what it and the others say of the test part. */
function triedOn({ training, calibration, test }: Split) {
  const model = trainModel(training, calibration, { ...DEFAULT_TRAINING, version: 'bench' });
  const scores = scoresOf(test, model);
  return { model, of: (contender: Contender): readonly Scored[] => scores.get(contender) ?? [] };
}

/** Trains a model on each training part of a contest, calibrates it, and looks at the test part once. */
export function outcomeOf({ name, unit, toBeat, splits }: Contest): Outcome {
  const tried = splits.map(triedOn);
  const scored = (contender: Contender): Scored[] => tried.flatMap(({ of }) => of(contender));
  const own = scored('model');
  const [all, last] = [accuracyOf(own), tried.at(-1)];
  const held = last && accuracyOf(last.of('model'));
  if (!all || !held) throw new Error(`Nothing could be predicted of ${name}`);
  const count = (part: keyof Split): number =>
    splits.reduce((sum, split) => sum + split[part].length, 0) / (part === 'test' ? 1 : splits.length);
  return {
    name,
    unit,
    toBeat,
    trips: { training: Math.round(count('training')), calibration: Math.round(count('calibration')), test: count('test') },
    seed: last.model.seed,
    digest: modelDigest(last.model),
    isBaselineAlone: isBaselineAlone(last.model),
    heldAgainst: rounded(held.meanError),
    all: brief(all),
    buckets: accuracyByBucket(own).map((one) => (one ? brief(one) : null)),
    others: CONTENDERS.flatMap((contender) => (contender === 'model' ? [] : comparisonOf(contender, scored(contender), own))),
  };
}
