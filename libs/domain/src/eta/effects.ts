import { compareText } from '../shipments/order';

/** What was seen under one name: the middle of it, and how often. */
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
    const effect = effects[name];
    if (effect) expected = pulled(expected ?? effect.value, effect);
  }
  return expected;
}

/** The value below which a share of sorted values lies (nearest rank). NaN for none. */
export const quantileOf = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;

export const sortedValues = (values: Iterable<number>): Float64Array => Float64Array.from(values).sort();

/** Values by the name that stands before each. */
export function byName<T>(named: Iterable<readonly [name: string, value: T]>): Map<string, T[]> {
  const lists = new Map<string, T[]>();
  for (const [name, value] of named) {
    const list = lists.get(name);
    if (list) list.push(value);
    else lists.set(name, [value]);
  }
  return lists;
}

/** The effects of values that were seen under names. */
export function effectsOf(seen: Iterable<readonly [name: string, value: number]>): Effects {
  const inOrder = [...byName(seen)].sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(
    inOrder.map(([name, values]) => [name, { value: quantileOf(sortedValues(values), 0.5), count: values.length }]),
  );
}
