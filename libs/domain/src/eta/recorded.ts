import { ETA_COMPARISONS, type EtaComparison } from '@waybill/events';
import { type Accuracy, accuracyOf, type Scored } from './accuracy';
import { BUCKET_ENDS, bucketOf } from './calibration';
import { groupedBy } from './effects';

/** A prediction as it was given out, and what came of it. Times in milliseconds since the Unix epoch. */
export interface RecordedPrediction extends Required<Scored> {
  /** What each way of saying it without learning gave then. */
  readonly baselines: Readonly<Partial<Record<EtaComparison, number>>>;
  readonly mode: string | null;
  readonly carrier: string | null;
  readonly lane: string | null;
}

/** What predictions are told apart by. */
export const ACCURACY_BY = ['hoursOut', 'mode', 'carrier', 'lane'] as const;
export type AccuracyBy = (typeof ACCURACY_BY)[number];

/** A way of saying it without learning, alone, and what was predicted at the same times. */
export interface Alone {
  readonly basis: EtaComparison;
  readonly did: Accuracy;
  readonly predicted: Accuracy;
}
/** How good the predictions of a group were. */
export interface GroupAccuracy {
  readonly group: string;
  readonly predicted: Accuracy;
  readonly alone: readonly Alone[];
}

/** What a bucket of hours out is called. */
export const bucketName = (bucket: number): string =>
  bucket < BUCKET_ENDS.length ? `${BUCKET_ENDS[bucket - 1] ?? 0}-${BUCKET_ENDS[bucket]} h` : `${BUCKET_ENDS.at(-1)}+ h`;

const bucketIn = ({ p50, asOf }: RecordedPrediction): number => bucketOf(p50 - asOf);

function aloneIn(predictions: readonly RecordedPrediction[]): Alone[] {
  return ETA_COMPARISONS.flatMap((basis) => {
    const same = predictions.filter(({ baselines }) => baselines[basis] !== undefined);
    const did = accuracyOf(
      same.flatMap(({ trip, asOf, arrival, baselines: { [basis]: p50 } }) => (p50 === undefined ? [] : [{ trip, asOf, arrival, p50 }])),
    );
    const predicted = accuracyOf(same);
    return did && predicted ? [{ basis, did, predicted }] : [];
  });
}

function groupOf(group: string, predictions: readonly RecordedPrediction[]): GroupAccuracy[] {
  const predicted = accuracyOf(predictions);
  return predicted ? [{ group, predicted, alone: aloneIn(predictions) }] : [];
}

/** Groups that are told of, the largest first. */
const MOST_GROUPS = 200;

/** How good recorded predictions were: all of them, and by hours out or by what their shipments have in common. */
export function recordedAccuracy(predictions: readonly RecordedPrediction[], by: AccuracyBy): GroupAccuracy[] {
  const all = groupOf('all', predictions);
  if (by === 'hoursOut') {
    const buckets = groupedBy(predictions, bucketIn);
    return [...all, ...[...buckets].sort(([a], [b]) => a - b).flatMap(([bucket, own]) => groupOf(bucketName(bucket), own))];
  }
  const groups = [...groupedBy(predictions, (one) => one[by] ?? 'unknown')].sort(([, a], [, b]) => b.length - a.length);
  return [...all, ...groups.slice(0, MOST_GROUPS).flatMap(([group, own]) => groupOf(group, own))];
}
