/** A prediction: when it was made, and when the arrival was expected. Unix milliseconds. */
export interface Prediction {
  readonly at: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** Lengths are in units of the picture. */
export interface Chart {
  /** Points of the line through p50, and of the area between p10 and p90. */
  readonly line: string;
  readonly area: string;
  /** Height of the planned arrival; undefined when there is none. */
  readonly planned: number | undefined;
  /** The arrivals at the lower and the upper edge. */
  readonly earliest: number;
  readonly latest: number;
}

export const WIDTH = 480;
export const HEIGHT = 140;

const rounded = (value: number): number => Math.round(value * 10) / 10;

/** What was expected, over the time at which it was: later arrivals are higher. Undefined for fewer than two predictions. */
export function chartOf(predictions: readonly Prediction[], plannedAt: number | undefined): Chart | undefined {
  const [first, last] = [predictions.at(0), predictions.at(-1)];
  if (!first || !last || first === last) return undefined;
  const arrivals = [...predictions.flatMap(({ p10, p90 }) => [p10, p90]), ...(plannedAt === undefined ? [] : [plannedAt])];
  const [earliest, latest] = [Math.min(...arrivals), Math.max(...arrivals)];
  const x = (at: number): number => rounded(((at - first.at) / Math.max(1, last.at - first.at)) * WIDTH);
  const y = (arrival: number): number => rounded(HEIGHT - ((arrival - earliest) / Math.max(1, latest - earliest)) * HEIGHT);
  const points = (of: readonly Prediction[], name: 'p10' | 'p50' | 'p90') => of.map((one) => `${x(one.at)},${y(one[name])}`);
  return {
    line: points(predictions, 'p50').join(' '),
    area: [...points(predictions, 'p10'), ...points([...predictions].reverse(), 'p90')].join(' '),
    planned: plannedAt === undefined ? undefined : y(plannedAt),
    earliest,
    latest,
  };
}
