import { CLOCK_TOLERANCE_MS, earliestOf, hasCredibleTime, type Instant, latestOf } from '@waybill/events';
import type { Fix } from './fix';

const DAY_MS = 86_400_000;
/** A fix that is this much older than what was known when it came tells of the past only, in milliseconds. */
export const HISTORY_MS = 30 * DAY_MS;
/** A fix that is this much older than what was known when it came is out of step: from a clock that is behind, or from a memory. */
export const LAG_MS = DAY_MS;

/** The newest fix that is known, and when it came. */
export type NewestFix = Pick<Fix, 'time' | 'recordedTime'>;

/** With one more fix. */
export const newestOf = (newest: NewestFix | undefined, fix: Fix): NewestFix | undefined =>
  hasCredibleTime(fix) && (newest === undefined || fix.time > newest.time) ? { time: fix.time, recordedTime: fix.recordedTime } : newest;

/** False when the newest fix is not enough to tell how far another one lagged: it came after that one, and an older one may have come before. */
export const isLagKnown = (newest: NewestFix | undefined, fix: Fix): boolean =>
  newest === undefined || newest.time - fix.time <= LAG_MS || newest.recordedTime < fix.recordedTime;

/**
 * By how much fixes were older, when they came, than the newest that had come already, where that is more than a day: by stored id. How old
 * a fix is is measured by the other fixes alone, never by the clock, so the answer is the same whenever it is asked for; a journey of
 * months has no lag of its own. `newest` stands for the fixes that are not given (see `isLagKnown`).
 */
export function lagsIn(fixes: readonly Fix[], newest?: NewestFix): ReadonlyMap<string, number> {
  const reliable = fixes.filter(hasCredibleTime);
  const lags = new Map<string, number>();
  if (spanOf(reliable, newest) <= LAG_MS) return lags;
  let [moment, before] = [Number.NEGATIVE_INFINITY, newest?.time ?? Number.NEGATIVE_INFINITY];
  let known: number = before;
  for (const { eventId, time, recordedTime } of reliable.toSorted((a, b) => a.recordedTime - b.recordedTime)) {
    // Of those that came at the same moment none came before another.
    if (recordedTime > moment) [moment, before] = [recordedTime, known];
    if (before - time > LAG_MS) lags.set(eventId, before - time);
    known = Math.max(known, time);
  }
  return lags;
}

/**
 * Fixes that came when one more than 30 days newer had come already: a device that found its memory again, or whose clock is behind. They
 * belong to the history of their shipment, and no alarm comes of them. Ids of stored events.
 */
export const historyIn = (fixes: readonly Fix[]): ReadonlySet<string> =>
  new Set([...lagsIn(fixes)].flatMap(([eventId, lag]) => (lag > HISTORY_MS ? [eventId] : [])));

/**
 * Of the fixes that came so late that others, which come after them here but were recorded before, may make them lag: the time of
 * the oldest, and when the last was recorded. Undefined while there is none, as in nearly every shipment.
 */
export interface BelatedFixes {
  readonly oldest: Instant;
  readonly lastRecorded: Instant;
}

/** With one more fix. Whatever makes it lag is a day newer and was recorded before it, so the fix was recorded as late. */
export function withBelated(belated: BelatedFixes | undefined, { time, recordedTime }: Fix): BelatedFixes | undefined {
  if (recordedTime - time <= LAG_MS - CLOCK_TOLERANCE_MS) return belated;
  const { oldest = time, lastRecorded = recordedTime } = belated ?? {};
  return { oldest: earliestOf(oldest, time), lastRecorded: latestOf(lastRecorded, recordedTime) };
}

/** False when one more fix leaves the lags of those that were there before it as they were, for certain. */
export const mayMakeLag = (belated: BelatedFixes | undefined, fix: Fix): boolean =>
  belated !== undefined && hasCredibleTime(fix) && fix.recordedTime < belated.lastRecorded && fix.time - belated.oldest > LAG_MS;

function spanOf(fixes: readonly Fix[], newest?: NewestFix): number {
  let [first, last] = [Number.POSITIVE_INFINITY, newest?.time ?? Number.NEGATIVE_INFINITY];
  for (const { time } of fixes) [first, last] = [Math.min(first, time), Math.max(last, time)];
  return last - first;
}
