import { CLOCK_TOLERANCE_MS, type Instant, isFuture } from '@waybill/events';
import type { Fix } from './fix';

/** A fix that is this much older than what was known when it came tells of the past only, in milliseconds. */
export const HISTORY_MS = 30 * 86_400_000;

/**
 * Fixes that came when one more than 30 days newer had come already: a device that found its memory again. They belong to the history of
 * their shipment, and nobody is alarmed by them. How old a fix is is measured by the other fixes alone, never by the clock, so the answer
 * is the same whenever it is asked for; a journey of months makes none of its own fixes history. Ids of stored events.
 */
export function historyIn(fixes: readonly Fix[]): ReadonlySet<string> {
  const reliable = fixes.filter((fix) => !isFuture(fix));
  const history = new Set<string>();
  if (spanOf(reliable) <= HISTORY_MS) return history;
  let [moment, before, newest] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { eventId, time, recordedTime } of reliable.toSorted((a, b) => a.recordedTime - b.recordedTime)) {
    // Of those that came at the same moment none came before another.
    if (recordedTime > moment) [moment, before] = [recordedTime, newest];
    if (before - time > HISTORY_MS) history.add(eventId);
    newest = Math.max(newest, time);
  }
  return history;
}

/**
 * Of the fixes that came so late that others, which come after them here but were recorded before, may make history of them: the time of
 * the oldest, and when the last was recorded. Undefined while there is none, as in nearly every shipment.
 */
export interface BelatedFixes {
  readonly oldest: Instant;
  readonly lastRecorded: Instant;
}

/** With one more fix. Whatever makes history of a fix is 30 days newer and was recorded before it, so the fix was recorded as late. */
export function withBelated(belated: BelatedFixes | undefined, { time, recordedTime }: Fix): BelatedFixes | undefined {
  if (recordedTime - time <= HISTORY_MS - CLOCK_TOLERANCE_MS) return belated;
  const { oldest = time, lastRecorded = recordedTime } = belated ?? {};
  return { oldest: Math.min(oldest, time) as Instant, lastRecorded: Math.max(lastRecorded, recordedTime) as Instant };
}

/** False when one more fix leaves those that were there before it out of history, for certain. */
export const mayMakeHistory = (belated: BelatedFixes | undefined, fix: Fix): boolean =>
  belated !== undefined && !isFuture(fix) && fix.recordedTime < belated.lastRecorded && fix.time - belated.oldest > HISTORY_MS;

function spanOf(fixes: readonly Fix[]): number {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { time } of fixes) [first, last] = [Math.min(first, time), Math.max(last, time)];
  return last - first;
}
