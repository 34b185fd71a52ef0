import { type Instant, parseInstant } from '@waybill/events';
import { Temporal } from 'temporal-polyfill';

/** What a text says by itself: an instant, a reading of some clock, or a day. */
export type ClockText =
  | { readonly kind: 'instant'; readonly instant: Instant; readonly local: string }
  | { readonly kind: 'local'; readonly local: string }
  | { readonly kind: 'date'; readonly date: string };

const ISO = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?\s?([Zz]|[+-]\d\d:?\d\d)?)?$/;

/** True when there is such a day and time; Temporal refuses the 30th of February when it is told to. */
export function isLocal(local: string): boolean {
  try {
    Temporal.PlainDateTime.from(local, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

/** Reads ISO 8601 as senders write it: a blank for the T, no seconds, an offset without its colon, more digits than nanoseconds. */
export function readClockText(given: string): ClockText | undefined {
  const [, date, minutes, seconds = '00', fraction, offset] = ISO.exec(given.trim()) ?? [];
  if (date === undefined || !isLocal(date)) return undefined;
  if (minutes === undefined) return { kind: 'date', date };
  const local = `${date}T${minutes}:${seconds}${fraction ? `.${fraction.slice(0, 9)}` : ''}`;
  if (offset === undefined) return isLocal(local) ? { kind: 'local', local } : undefined;
  const instant = parseInstant(`${local}${offset.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  return instant === undefined ? undefined : { kind: 'instant', instant, local };
}

/** YYYYMMDD and HHMM[SS[digits]] as EDI and UPS write them, in the form of ISO 8601; undefined when there is no such day or time. */
export function compactLocal(date: string, time: string): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(date.trim()) ?? [];
  const [, hour, minute, second = '00', fraction] = /^(\d\d)(\d\d)(\d\d)?(\d{1,9})?$/.exec(time.trim()) ?? [];
  if (year === undefined || hour === undefined) return undefined;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction ? `.${fraction}` : ''}`;
  return isLocal(local) ? local : undefined;
}

export function compactDate(date: string): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(date.trim()) ?? [];
  const iso = `${year}-${month}-${day}`;
  return year !== undefined && isLocal(iso) ? iso : undefined;
}
