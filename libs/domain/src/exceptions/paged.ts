/**
 * A long list as a value, in pages of equal length: one more item, or another one in its place, costs a copy of one page and of the list of
 * pages, where a plain list is copied whole. Places may be left out. Plain JSON.
 */
export type Paged<T> = readonly (readonly (T | null)[])[];

const PAGE = 128;

export const itemAt = <T>(pages: Paged<T>, place: number): T | undefined => pages[Math.floor(place / PAGE)]?.[place % PAGE] ?? undefined;

const filledUpTo = <T>(length: number, list: readonly T[], empty: T): T[] => [
  ...list,
  ...Array.from({ length: Math.max(0, length - list.length) }, () => empty),
];

/** The list with an item in a place. */
export function withItem<T>(pages: Paged<T>, place: number, item: T): Paged<T> {
  const [at, within] = [Math.floor(place / PAGE), place % PAGE];
  const page = filledUpTo(within, pages[at] ?? [], null);
  page[within] = item;
  return at < pages.length ? pages.with(at, page) : [...filledUpTo(at, pages, []), page];
}

/** The place behind the last one that is taken. */
export const endOf = (pages: Paged<unknown>): number => (pages.length === 0 ? 0 : (pages.length - 1) * PAGE + (pages.at(-1)?.length ?? 0));

export const allOf = <T>(pages: Paged<T>): readonly T[] =>
  pages.flat().filter((item): item is NonNullable<typeof item> & T => item !== null);
