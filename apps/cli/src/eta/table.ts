import {
  type Accuracy,
  accuracyByBucket,
  accuracyOf,
  alongside,
  bucketName,
  CONTENDERS,
  type Contender,
  groupedBy,
  type RecordedTrip,
  recordedScores,
  type Scored,
  type Scores,
} from '@waybill/domain';

const minutes = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(1)).padStart(9);
const percent = (value: number | undefined): string => (value === undefined ? '' : `${(100 * value).toFixed(1)} %`).padStart(9);
const HEAD = ['trips', 'predictions', 'MAE', 'bias', 'median', 'p10-p90', 'width', '± 15 min', '± 30 min', '± 60 min', '± 1 day', 'flips'];
const HEAD_LINE = ['minutes'.padEnd(30), ...HEAD.map((name) => name.padStart(name === 'predictions' ? 11 : 9))].join(' ');

function line(name: string, did: Accuracy): string {
  const { trips, predictions, meanError, bias, medianError, coverage, width, within15, within30, within60, withinDay, flips } = did;
  return [
    name.slice(0, 30).padEnd(30),
    `${trips}`.padStart(9),
    `${predictions}`.padStart(11),
    ...[meanError, bias, medianError].map(minutes),
    percent(coverage),
    minutes(width),
    ...[within15, within30, within60, withinDay].map(percent),
    flips.toFixed(2).padStart(9),
  ].join(' ');
}

const lineOf = (name: string, scored: readonly Scored[]): string[] => {
  const did = accuracyOf(scored);
  return did ? [line(name, did)] : [];
};

/** How good predictions were, by hours out, and each way of saying it without learning, in minutes. */
export function accuracyLines(name: string, scores: Scores): string[] {
  const own = scores.get('model') ?? [];
  const all = accuracyOf(own);
  if (!all) return ['There is nothing to tell: no shipment has arrived of which anything was predicted.'];
  const buckets = accuracyByBucket(own).flatMap((did, bucket) => (did ? [line(`  ${bucketName(bucket)} out`, did)] : []));
  const others = CONTENDERS.flatMap((contender) =>
    contender === 'model' ? [] : lineOf(contender, alongside(scores.get(contender) ?? [], own)),
  );
  return [HEAD_LINE, line(name, all), ...buckets, ...others];
}

/** Groups that are told of, the largest first. */
const MOST_GROUPS = 20;

/** The same by what trips have in common, each group beside the plan as made and the carrier's estimate as said. */
export function groupLines(by: 'mode' | 'carrier' | 'lane', trips: readonly RecordedTrip[]): string[] {
  const groups = [...groupedBy(trips, (trip) => trip[by])].sort(([, a], [, b]) => b.length - a.length);
  const lines = groups.slice(0, MOST_GROUPS).flatMap(([group, own]) => {
    const scores = recordedScores(own);
    const of = (contender: Contender, name: string) => lineOf(name, scores.get(contender) ?? []);
    return [
      ...of('model', `${by} ${group}`),
      ...of('plan as made', '  plan as made'),
      ...of("carrier's estimate as said", '  estimate as said'),
    ];
  });
  const left = groups.length - MOST_GROUPS;
  return left > 0 ? [...lines, `and ${left} more, with fewer trips`] : lines;
}
