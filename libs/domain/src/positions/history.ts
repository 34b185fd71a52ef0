import { isFuture } from '../shipments/marks';
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

function spanOf(fixes: readonly Fix[]): number {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { time } of fixes) [first, last] = [Math.min(first, time), Math.max(last, time)];
  return last - first;
}
