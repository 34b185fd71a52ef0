import { lastOf } from '@waybill/events';
import { numberAt } from '../numbers';
import { quantileOf, sortedValues } from './effects';

/** A line through points in ascending order of x, that never falls. Beyond its ends it goes on at one to one. Plain JSON. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}
export const identity: Curve = { x: [0], y: [0] };

/** The value of a curve. */
export function curveAt({ x, y }: Curve, at: number): number {
  const above = x.findIndex((one) => one >= at);
  if (above < 0) return lastOf(y) + at - lastOf(x);
  const [right, top] = [numberAt(x, above), numberAt(y, above)];
  if (above === 0) return top + at - right;
  const [left, bottom] = [numberAt(x, above - 1), numberAt(y, above - 1)];
  return bottom + ((at - left) / (right - left)) * (top - bottom);
}

interface Block {
  readonly y: number;
  readonly weight: number;
}

/** The nearest values that never fall: neighbours that do are put together (pool adjacent violators). */
export function neverFalling(values: readonly number[], weights: readonly number[]): number[] {
  const blocks: (Block & { readonly length: number })[] = [];
  values.forEach((value, i) => {
    let block = { y: value, weight: numberAt(weights, i), length: 1 };
    for (let last = blocks.at(-1); last && last.y > block.y; last = blocks.at(-1)) {
      const weight = last.weight + block.weight;
      block = { y: (last.y * last.weight + block.y * block.weight) / weight, weight, length: last.length + block.length };
      blocks.pop();
    }
    blocks.push(block);
  });
  return blocks.flatMap(({ y, length }) => Array.from({ length }, () => y));
}

const MOST_POINTS = 24;
const LEAST_PAIRS = 30;

/** The middle of y as it goes with x. */
export function curveOf(pairs: readonly (readonly [x: number, y: number])[]): Curve {
  const sorted = pairs.toSorted(([a], [b]) => a - b);
  const points = Math.min(MOST_POINTS, Math.floor(sorted.length / LEAST_PAIRS));
  if (points < 1) return identity;
  const groups = Array.from({ length: points }, (_, i) =>
    sorted.slice(Math.floor((i * sorted.length) / points), Math.floor(((i + 1) * sorted.length) / points)),
  );
  const middle = (values: number[]): number => quantileOf(sortedValues(values), 0.5);
  const x = groups.map((group) => middle(group.map(([one]) => one)));
  const y = neverFalling(
    groups.map((group) => middle(group.map(([, one]) => one))),
    groups.map(({ length }) => length),
  );
  const kept = x.map((one, i) => i === 0 || one > numberAt(x, i - 1));
  return { x: x.filter((_, i) => kept[i]), y: y.filter((_, i) => kept[i]) };
}
