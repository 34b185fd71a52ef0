import { type Accuracy, accuracyByBucket, accuracyOf, alongside, BUCKET_ENDS, CONTENDERS, type Scores } from '@waybill/domain';

const minutes = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(1)).padStart(9);
const percent = (value: number | undefined): string => (value === undefined ? '' : `${(100 * value).toFixed(1)} %`).padStart(9);
const HEAD = ['predictions', 'MAE', 'bias', 'median', 'p10-p90', 'width', '± 15 min', '± 60 min'];

function line(name: string, did: Accuracy): string {
  const { predictions, meanError, bias, medianError, coverage, width, within15, within60 } = did;
  const shares = [percent(within15), percent(within60)];
  return [
    name.padEnd(30),
    `${predictions}`.padStart(11),
    minutes(meanError),
    minutes(bias),
    minutes(medianError),
    percent(coverage),
    minutes(width),
    ...shares,
  ].join(' ');
}

const bucketName = (bucket: number): string =>
  bucket < BUCKET_ENDS.length ? `${BUCKET_ENDS[bucket - 1] ?? 0}-${BUCKET_ENDS[bucket]} h out` : `${BUCKET_ENDS.at(-1)}+ h out`;

/** How good a model was, by hours out, and each way of saying it without learning, in minutes. */
export function accuracyLines(version: string, scores: Scores): string[] {
  const own = scores.get('model') ?? [];
  const all = accuracyOf(own);
  if (!all) return ['There is nothing to tell: no shipment has arrived of which anything was predicted.'];
  const head = ['minutes'.padEnd(30), ...HEAD.map((name, i) => name.padStart(i === 0 ? 11 : 9))].join(' ');
  const buckets = accuracyByBucket(own).flatMap((did, bucket) => (did ? [line(`  ${bucketName(bucket)}`, did)] : []));
  const others = CONTENDERS.flatMap((contender) => {
    const did = contender === 'model' ? undefined : accuracyOf(alongside(scores.get(contender) ?? [], own));
    return did ? [line(contender, did)] : [];
  });
  return [head, line(`model ${version}`, all), ...buckets, ...others];
}
