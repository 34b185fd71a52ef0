import { itemAt } from '@waybill/events';
import { type Episode, episodeKey, overlapping } from './episode';

type Stretch = Pick<Episode, 'rule' | 'subject' | 'since' | 'until'>;

interface Item<T> {
  readonly one: T;
  /** Among all items. */
  readonly place: number;
  readonly stretch: Stretch;
}
/** Items of one key by beginning, each with the latest end of all up to it. */
type Line<T> = readonly (Item<T> & { readonly lastEnd: number })[];

const END = Number.POSITIVE_INFINITY;

function lineOf<T>(items: readonly Item<T>[]): Line<T> {
  let lastEnd = Number.NEGATIVE_INFINITY;
  return items
    .toSorted((a, b) => a.stretch.since - b.stretch.since)
    .map((item) => {
      lastEnd = Math.max(lastEnd, item.stretch.until ?? END);
      return { ...item, lastEnd };
    });
}

function linesOf<T>(items: readonly T[], stretchOf: (one: T) => Stretch): Map<string, Line<T>> {
  const lines = new Map<string, Item<T>[]>();
  items.forEach((one, place) => {
    const stretch = stretchOf(one);
    const line = lines.get(episodeKey(stretch));
    if (line) line.push({ one, place, stretch });
    else lines.set(episodeKey(stretch), [{ one, place, stretch }]);
  });
  return new Map([...lines].map(([key, line]) => [key, lineOf(line)]));
}

/** How many of a line begin before a stretch ends, or with it. */
function begunBy<T>(line: Line<T>, { since, until = END as Stretch['since'] }: Stretch): number {
  let [low, high] = [0, line.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const begin = line[middle]?.stretch.since ?? END;
    if (begin <= since || begin < until) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Finds those of many items whose episodes overlap one of the same rule and fence, in the order of the items. A search costs the logarithm
 * of their number besides what it finds, since episodes of one key follow one another.
 */
export function indexOverlaps<T>(items: readonly T[], stretchOf: (one: T) => Stretch): (wanted: Stretch) => readonly T[] {
  const lines = linesOf(items, stretchOf);
  return (wanted) => {
    const line = lines.get(episodeKey(wanted)) ?? [];
    const found: Item<T>[] = [];
    for (let i = begunBy(line, wanted) - 1; i >= 0; i--) {
      const item = itemAt(line, i);
      if (item.lastEnd < wanted.since) break;
      if (overlapping(item.stretch, wanted)) found.push(item);
    }
    return found.sort((a, b) => a.place - b.place).map(({ one }) => one);
  };
}
