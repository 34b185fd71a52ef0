import { lastOf } from '@waybill/events';
import { floatAt, numberAt } from '../numbers';

/** Bins of a histogram; values that are missing have a bin of their own behind them. */
export const MOST_BINS = 64;
export const MISSING = MOST_BINS;

/** What is learned from, by columns. NaN is a missing value. */
export type Columns = readonly Float64Array[];

/**
 * Thresholds between the bins of a column: a value is in the first bin whose threshold it does not exceed. Up to 64 different values have a
 * bin each, so that nothing is lost; more of them share bins of about the same number of rows.
 */
export function thresholdsOf(column: Float64Array): number[] {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  const between = (i: number): number => (floatAt(distinct, i) + floatAt(distinct, i + 1)) / 2;
  if (distinct.length <= MOST_BINS) return Array.from({ length: Math.max(0, distinct.length - 1) }, (_, i) => between(i));
  const cuts = Array.from({ length: MOST_BINS - 1 }, (_, i) => floatAt(sorted, Math.floor(((i + 1) * sorted.length) / MOST_BINS)));
  return [...new Set(cuts)].filter((cut) => cut < lastOf(distinct));
}

/** The bin of each value of a column. */
export function binned(column: Float64Array, thresholds: readonly number[]): Uint8Array {
  return Uint8Array.from(column, (value) => {
    if (Number.isNaN(value)) return MISSING;
    let [low, high] = [0, thresholds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= numberAt(thresholds, middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}
