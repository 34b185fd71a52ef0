import type { ExceptionRule, Instant } from '@waybill/events';
import type { Exception } from './exception';
import { indexOverlaps } from './overlaps';

/** An episode in one of two histories of a shipment. */
type Compared = Pick<Exception['episode'], 'rule' | 'subject' | 'since' | 'until' | 'raisedAt'>;

/**
 * What becomes of an exception under other rules: `same` in every time, `moved` where it overlaps one that was raised, `added` where none
 * was, `removed` where one was that would not be.
 */
export type WhatBecomes = 'same' | 'moved' | 'added' | 'removed';

export interface ExceptionChange {
  readonly change: WhatBecomes;
  readonly rule: ExceptionRule;
  readonly subject?: string;
  readonly since: Instant;
  readonly until?: Instant;
  readonly raisedAt: Instant;
  /** The exception that was raised; absent where none was. */
  readonly exceptionId?: string;
}

const changeOf = (
  change: WhatBecomes,
  { rule, subject, since, until, raisedAt }: Compared,
  exceptionId: string | undefined,
): ExceptionChange => ({
  change,
  rule,
  ...(subject !== undefined && { subject }),
  since,
  ...(until !== undefined && { until }),
  raisedAt,
  ...(exceptionId !== undefined && { exceptionId }),
});

const isSame = (a: Compared, b: Compared): boolean => a.since === b.since && a.until === b.until && a.raisedAt === b.raisedAt;

/** Compares what was raised for one shipment with what would be; each exception is counterpart of one episode at most. */
export function compareExceptions(raised: readonly Exception[], episodes: readonly Compared[]): ExceptionChange[] {
  const left = new Set(raised);
  const overlapping = indexOverlaps(raised, ({ episode }) => episode);
  const take = (episode: Compared, fits: (other: Compared) => boolean): Exception | undefined => {
    const found = overlapping(episode).find((one) => left.has(one) && fits(one.episode));
    if (found) left.delete(found);
    return found;
  };
  const exact = episodes.map((episode) => [episode, take(episode, (other) => isSame(other, episode))] as const);
  const changes = exact.map(([episode, same]) => {
    if (same) return changeOf('same', episode, same.exceptionId);
    const other = take(episode, () => true);
    return changeOf(other ? 'moved' : 'added', episode, other?.exceptionId);
  });
  const removed = [...left].map(({ episode, exceptionId }) => changeOf('removed', episode, exceptionId));
  return [...changes, ...removed].sort((a, b) => a.raisedAt - b.raisedAt);
}
