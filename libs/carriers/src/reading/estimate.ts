import { readTime } from '../time';
import type { Outcome } from './collect';
import { refusedPart } from './collect';
import { type ReportCore, scanReport } from './scan';

/** Midnight stands for a day: no carrier promises a parcel for that second. */
const MIDNIGHT = /^(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?$/;

/** A date that may really be a midnight, with the text that was sent. */
export function readDay(text: string): ReturnType<typeof readTime> {
  const reading = readTime(text.replace(MIDNIGHT, '$1'));
  return reading && { ...reading, time: { ...reading.time, text } };
}

/**
 * The sender's estimate of the arrival. It is a report of its own: its time is the one that it speaks of, and each new estimate is another
 * report, so that the same one in every push is one. It stands in no history: a newer estimate withdraws nothing.
 */
export function estimate(core: ReportCore, sender: string | undefined, text: string | undefined, pointer: string): Outcome[] {
  if (text === undefined) return [];
  const { history: _, ...rest } = core;
  const reading = readDay(text);
  if (!reading) return [refusedPart(pointer, 'time-unreadable', `'${text}' is not a date.`)];
  const meaning = { milestone: 'ETA_UPDATED', classifier: 'EST' } as const;
  return [{ pointer, read: scanReport(rest, pointer, { key: [sender, 'estimate', text], meaning, reading }) }];
}
