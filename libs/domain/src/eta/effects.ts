import { floatAt } from '../numbers';
import { compareText } from '../shipments/order';

/** What was seen under one name: its middle or mean, and how often. */
export interface Effect {
  readonly value: number;
  readonly count: number;
}
/** By name. Plain JSON. */
export type Effects = Readonly<Record<string, Effect>>;

/** So many sightings weigh as much as what is known more generally. */
const PRIOR_COUNT = 20;

const pulled = (general: number, { value, count }: Effect): number => (count * value + PRIOR_COUNT * general) / (count + PRIOR_COUNT);

/** What is to be expected under some names, from the most general to the most special one: the fewer the sightings, the more general. */
export function shrunken(effects: Effects, names: readonly string[], general: number): number;
export function shrunken(effects: Effects, names: readonly string[], general?: number): number | undefined;
export function shrunken(effects: Effects, names: readonly string[], general?: number): number | undefined {
  let expected = general;
  for (const name of names) {
    // A carrier may be called what every object has, such as `constructor`.
    const effect = Object.hasOwn(effects, name) ? effects[name] : undefined;
    if (effect) expected = pulled(expected ?? effect.value, effect);
  }
  return expected;
}

/** The value below which a share of sorted values lies (nearest rank). NaN for none. */
export const quantileOf = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;

/** The same of values in any order, which it puts into another one. */
export function selectQuantile(values: Float64Array, share: number): number {
  const rank = Math.min(values.length - 1, Math.max(0, Math.ceil(share * values.length) - 1));
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = floatAt(values, (low + high) >> 1);
    let [i, j] = [low, high];
    while (i <= j) {
      while (floatAt(values, i) < pivot) i++;
      while (floatAt(values, j) > pivot) j--;
      if (i > j) break;
      const swapped = floatAt(values, i);
      values[i++] = floatAt(values, j);
      values[j--] = swapped;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else break;
  }
  return values[rank] ?? Number.NaN;
}

export const sortedValues = (values: Iterable<number>): Float64Array => Float64Array.from(values).sort();

/** Values by a key of theirs, in the order in which the keys came first. */
export function groupedBy<T, K>(values: Iterable<T>, keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const medianOf = (values: readonly number[]): number => quantileOf(sortedValues(values), 0.5);

/** The effects of values that were seen under names: the middle of them, or the mean. */
export function effectsOf(seen: Iterable<readonly [name: string, value: number]>, by: 'median' | 'mean' = 'median'): Effects {
  const typical = by === 'median' ? medianOf : meanOf;
  const inOrder = [...groupedBy(seen, ([name]) => name)].sort(([a], [b]) => compareText(a, b));
  const effectOf = (values: readonly number[]): Effect => ({ value: typical(values), count: values.length });
  return Object.fromEntries(inOrder.map(([name, named]) => [name, effectOf(named.map(([, value]) => value))]));
}
