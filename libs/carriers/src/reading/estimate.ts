import type { FormatName } from '../format-names';
import type { CarrierReport } from '../report';
import { readTime } from '../time';
import { fault, type Outcome } from './collect';
import { scanId } from './scan-id';

export type ReportCore = Pick<CarrierReport, 'about' | 'format' | 'mappingVersion'>;

/** Midnight stands for a day: no carrier promises a parcel for that second. */
const MIDNIGHT = /^(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?$/;

/** A date that may really be a midnight, with the text that was sent. */
export function readDay(text: string): ReturnType<typeof readTime> {
  const reading = readTime(text.replace(MIDNIGHT, '$1'));
  return reading && { ...reading, time: { ...reading.time, text } };
}

/**
 * The sender's estimate of the arrival. It is a report of its own: its time is the one that it speaks of, and each new estimate is another
 * report, so that the same one in every push is one.
 */
export function estimate(core: ReportCore, sender: string | undefined, text: string | undefined, pointer: string): Outcome[] {
  if (text === undefined) return [];
  const reading = readDay(text);
  if (!reading) return [{ pointer, read: fault('time-unreadable', `'${text}' is not a date.`) }];
  const id = scanId(core.format satisfies FormatName, sender, 'estimate', text);
  return [
    { pointer, read: { id, statement: { kind: 'milestone', milestone: 'ETA_UPDATED', classifier: 'EST' }, ...reading, pointer, ...core } },
  ];
}
