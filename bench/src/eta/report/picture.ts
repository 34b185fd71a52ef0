import type { Accuracy } from '@waybill/domain';
import { coveragePicture, errorPicture, type Line } from '../../../../apps/cli/src/eta/picture';
import { ENOUGH_TRIPS, inUnit, type Results } from './page';

type SetResults = Results['sets'][number];

/** One line for each outcome. */
const linesBy = ({ outcomes }: SetResults, told: (accuracy: Accuracy) => number | undefined): Line[] =>
  outcomes.map(({ name, buckets }) => ({
    name,
    points: buckets.flatMap((one, bucket) => {
      const value = one ? told(one) : undefined;
      return value === undefined ? [] : [{ bucket, value }];
    }),
  }));

/** By hours out, the mean error of p50, and the share of arrivals that windows hold. By file name. */
export function picturesOf(set: SetResults): Readonly<Record<string, string>> {
  const unit = set.outcomes[0]?.unit ?? 'minutes';
  const errors = linesBy(set, ({ meanError }) => Number(inUnit(meanError, unit)));
  const held = linesBy(set, ({ trips, coverage }) => (trips >= ENOUGH_TRIPS ? coverage : undefined));
  return {
    [`${set.name}-error.svg`]: errorPicture(`${set.name}: mean error of p50, ${unit}, by hours out`, errors),
    [`${set.name}-coverage.svg`]: coveragePicture(`${set.name}: arrivals within p10-p90 (200 trips and more)`, held),
  };
}
