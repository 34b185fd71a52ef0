/** Whether a text is one of some words. */
export function isAmong<T extends string>(words: readonly T[], text: string): text is T {
  const all: readonly string[] = words;
  return all.includes(text);
}

/** Whether a value of unknown kind is an object with members. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands at a place of a list that is known to have it. @throws RangeError when it has not */
export function itemAt<T>(list: ArrayLike<T>, place: number): T {
  const item = list[place];
  if (item === undefined) throw new RangeError(`nothing stands at ${place} of ${list.length}`);
  return item;
}

/** The last of a list that is known to have one. @throws RangeError when it is empty */
export const lastOf = <T>(list: ArrayLike<T>): T => itemAt(list, list.length - 1);

/** The names of a table's members. A table is written down in full: it has no members beside those of its type. */
export const keysOf = <K extends string>(table: { readonly [Key in K]?: unknown }): K[] => Object.keys(table) as K[];
