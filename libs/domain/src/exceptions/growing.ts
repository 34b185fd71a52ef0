/**
 * A list that grows at its end, as a value: in runs, each at least twice as long as the one after it. One more item costs a few copies on
 * average, where a plain list is copied whole. Plain JSON.
 */
export type Growing<T> = readonly (readonly T[])[];

/** The list with one more item. */
export function appended<T>(runs: Growing<T>, item: T): Growing<T> {
  let [kept, last]: [number, readonly T[]] = [runs.length, [item]];
  for (let before = runs[kept - 1]; before && before.length <= last.length; before = runs[kept - 1]) {
    last = [...before, ...last];
    kept -= 1;
  }
  return [...runs.slice(0, kept), last];
}

export const itemsOf = <T>(runs: Growing<T>): readonly T[] => runs.flat();

export const countOf = (runs: Growing<unknown>): number => runs.reduce((sum, run) => sum + run.length, 0);
