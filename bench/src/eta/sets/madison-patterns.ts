import type { LineString, Place } from '@waybill/events';
import { groupBy } from '../waybill';

/** Where a bus was, and how far along the pattern of its line. */
export interface BusFix {
  readonly run: string;
  readonly time: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly speedKmh: number;
  readonly pattern: string;
  readonly feet: number;
}

/** The ways of lines, by the stop to which they lead. */
export interface Patterns {
  /** The way from the beginning of a pattern to a stop on it; undefined when too little was seen of it. */
  readonly wayTo: (pattern: string, stop: Place, feet: number | undefined) => LineString | undefined;
}

type Corner = readonly [longitude: number, latitude: number];

/** Fixes of as much of a pattern are one corner of it, feet. */
const STEP_FEET = 400;

export const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] as number;

function cornersOf(fixes: readonly BusFix[]): (readonly [feet: number, corner: Corner])[] {
  const steps = groupBy(fixes, ({ feet }) => Math.floor(feet / STEP_FEET));
  return [...steps]
    .sort(([a], [b]) => a - b)
    .map(([, some]) => [
      middle(some.map(({ feet }) => feet)),
      [middle(some.map(({ longitude }) => longitude)), middle(some.map(({ latitude }) => latitude))],
    ]);
}

/** The ways of all lines, from where buses were seen on them: the set has no map. */
export function patternsOf(fixes: readonly BusFix[]): Patterns {
  const corners = new Map([...groupBy(fixes, ({ pattern }) => pattern)].map(([pattern, some]) => [pattern, cornersOf(some)]));
  const ways = new Map<string, LineString | undefined>();
  const wayOf = (pattern: string, stop: Place, feet: number): LineString | undefined => {
    const before = (corners.get(pattern) ?? []).filter(([at]) => at < feet - STEP_FEET / 2);
    const line = before.map(([, [longitude, latitude]]): [number, number] => [longitude, latitude]);
    return line.length === 0 ? undefined : { type: 'LineString', coordinates: [...line, [stop.longitude, stop.latitude]] };
  };
  return {
    wayTo: (pattern, stop, feet) => {
      const name = `${pattern}/${stop.siteId}`;
      if (!ways.has(name)) ways.set(name, feet === undefined ? undefined : wayOf(pattern, stop, feet));
      return ways.get(name);
    },
  };
}
