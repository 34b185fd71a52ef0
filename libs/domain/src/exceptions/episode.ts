import type { Evidence, ExceptionRule, Instant } from '@waybill/events';

/** A stretch of event time in which one rule was broken by one shipment, as the facts show it. Plain JSON. */
export interface Episode {
  readonly rule: ExceptionRule;
  /** What tells episodes of one rule apart that go on at the same time: the fence. Absent for the other rules. */
  readonly subject?: string;
  /** From when it holds: the last movement, the last fact, the first fix outside, the planned arrival. */
  readonly since: Instant;
  /** When it ended; absent while it goes on. */
  readonly until?: Instant;
  /** Why it ended: the rule is kept again, or no longer applies (on hold, journey over). Absent while it goes on. */
  readonly ended?: EpisodeEnd;
  /** When it became an exception: its deadline, or the fix that confirmed it. Never the time at which we noticed. */
  readonly raisedAt: Instant;
  /** Begins and ends so often that it is kept open as one (promise P18). */
  readonly flapping: boolean;
  readonly evidence: Evidence;
}

export interface EpisodeEnd {
  readonly how: 'cleared' | 'not-applicable';
  /** Stored ids of the facts that ended it. */
  readonly eventIds: readonly string[];
}

/** Two episodes with the same key never go on at the same time. */
export const episodeKey = ({ rule, subject }: Pick<Episode, 'rule' | 'subject'>): string =>
  subject === undefined ? rule : `${rule}/${subject}`;

/** True when the two share a moment; a beginning at the other's end is not shared. */
export const overlapping = (a: Pick<Episode, 'since' | 'until'>, b: Pick<Episode, 'since' | 'until'>): boolean =>
  a.since === b.since || (a.since < (b.until ?? Number.POSITIVE_INFINITY) && b.since < (a.until ?? Number.POSITIVE_INFINITY));
