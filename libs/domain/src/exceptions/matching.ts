import type { Episode } from './episode';
import type { Exception } from './exception';
import { indexOverlaps } from './overlaps';

/** Which exception each episode is, and which exceptions are no episode any more. */
export interface Matching {
  readonly kept: readonly (readonly [Exception, Episode])[];
  readonly fresh: readonly Episode[];
  /** With the exception that covers its episode now, if one does. */
  readonly gone: readonly (readonly [Exception, Exception | undefined])[];
}

/**
 * An episode is the exception that it overlaps (same rule, same fence). Where several do, after a split or merge, the earliest keeps its id.
 * Retracted ones come back only where no other fits.
 */
export function matchEpisodes(exceptions: readonly Exception[], episodes: readonly Episode[]): Matching {
  const kept = new Map<Exception, Episode>();
  const fresh: Episode[] = [];
  const overlapping = indexOverlaps(exceptions, ({ episode }) => episode);
  for (const episode of episodes.toSorted((a, b) => a.since - b.since)) {
    const same = overlapping(episode).filter((one) => !kept.has(one));
    const found = same.find(({ retracted }) => !retracted) ?? same[0];
    if (found) kept.set(found, episode);
    else fresh.push(episode);
  }
  const covering = indexOverlaps([...kept], ([, episode]) => episode);
  const heir = ({ episode }: Exception): Exception | undefined => covering(episode)[0]?.[0];
  const gone = exceptions.filter((one) => !one.retracted && !kept.has(one)).map((one) => [one, heir(one)] as const);
  return { kept: [...kept].sort(([a], [b]) => a.number - b.number), fresh, gone };
}
