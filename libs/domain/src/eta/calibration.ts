import { quantileOf, sortedValues } from './effects';
import { seedOf } from './seeded';

const HOUR_MS = 3_600_000;
/** Hours out at which a bucket ends and the next one begins; the last one has no end. */
export const BUCKET_ENDS = [1, 3, 6, 12, 24, 72] as const;
export const BUCKETS = BUCKET_ENDS.length + 1;

/** The bucket of what arrives in so many milliseconds. */
export function bucketOf(leftMs: number): number {
  const bucket = BUCKET_ENDS.findIndex((end) => leftMs < end * HOUR_MS);
  return bucket < 0 ? BUCKET_ENDS.length : bucket;
}

/** A prediction beside what came of it, in the terms in which the model predicts. */
export interface Outcome {
  readonly trip: string;
  /** When it was predicted. */
  readonly asOf: number;
  readonly bucket: number;
  readonly low: number;
  readonly high: number;
  readonly actual: number;
}

/** By how much a bucket's window is widened at each end; less than nothing makes it narrower. Plain JSON. */
export interface Correction {
  readonly low: number;
  readonly high: number;
  /** Trips that it was made from. */
  readonly trips: number;
}

/** A bucket with fewer trips borrows from its neighbours. */
const ENOUGH_TRIPS = 200;

/** One outcome of each trip and bucket, whichever: those of one trip are not independent. The same in any order. */
export function onePerTrip(outcomes: Iterable<Outcome>): Outcome[] {
  const chosen = new Map<string, { readonly outcome: Outcome; readonly draw: number }>();
  for (const outcome of outcomes) {
    const key = `${outcome.trip}/${outcome.bucket}`;
    const draw = seedOf(`${key}/${outcome.asOf}`);
    const other = chosen.get(key);
    if (!other || draw < other.draw || (draw === other.draw && outcome.asOf < other.outcome.asOf)) chosen.set(key, { outcome, draw });
  }
  return [...chosen.values()].map(({ outcome }) => outcome);
}

/** What a bucket is calibrated by: its own outcomes, and those of as many neighbours as are needed. */
function withNeighbours(byBucket: readonly (readonly Outcome[])[], bucket: number): readonly Outcome[] {
  for (let reach = 0; reach < BUCKETS; reach++) {
    const near = byBucket.slice(Math.max(0, bucket - reach), bucket + reach + 1).flat();
    if (near.length >= ENOUGH_TRIPS) return near;
  }
  return byBucket.flat();
}

/** The error that a share of new ones stays below: of n seen, the one of rank (n + 1) times the share. */
const conformal = (errors: readonly number[], share: number): number =>
  quantileOf(sortedValues(errors), Math.min(1, ((errors.length + 1) * share) / errors.length));

/**
 * Corrections by bucket from outcomes that the model was not trained on (conformalized quantile regression, Romano et al. 2019, theorem 2):
 * each end of a window is moved so far that it is missed on its side by a tenth, when `coverage` is 0.8.
 */
export function calibrate(outcomes: Iterable<Outcome>, coverage = 0.8): Correction[] {
  const chosen = onePerTrip(outcomes);
  const byBucket = Array.from({ length: BUCKETS }, (_, bucket) => chosen.filter((outcome) => outcome.bucket === bucket));
  const share = 1 - (1 - coverage) / 2;
  return byBucket.map((_, bucket) => {
    const near = withNeighbours(byBucket, bucket);
    if (near.length === 0) return { low: 0, high: 0, trips: 0 };
    const low = conformal(
      near.map((one) => one.low - one.actual),
      share,
    );
    const high = conformal(
      near.map((one) => one.actual - one.high),
      share,
    );
    return { low, high, trips: near.length };
  });
}
