import { parseInstant, type ScanLocation } from '@waybill/events';
import { compactDate, compactLocal, localReading, type TimeReading } from '../time';
import type { Segment } from './segments';

/** Abbreviations of one meaning, in format 303. `CST`, `IST` and others are names of several clocks, and none of them is taken. */
const OFFSETS: Readonly<Record<string, string>> = {
  UTC: '+00:00',
  GMT: '+00:00',
  CET: '+01:00',
  EET: '+02:00',
  EST: '-05:00',
  EDT: '-04:00',
  MST: '-07:00',
  MDT: '-06:00',
  PST: '-08:00',
  PDT: '-07:00',
};

interface Hints {
  readonly place?: ScanLocation;
  readonly defaultTimeZone?: string;
}

const offsetOf = (zone: string): string | undefined =>
  Object.hasOwn(OFFSETS, zone) ? OFFSETS[zone] : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').match(/^[+-]\d\d:\d\d$/)?.[0];

/**
 * The time of a DTM: a day (102), a local time (203, 204), or one with its zone (205, 303, 304). The digits count where they contradict the
 * format, which they often do: `20150820:203` is a day.
 */
export function readDtm(dtm: Segment | undefined, hints: Hints): TimeReading | undefined {
  const text = dtm?.at(1, 2);
  if (text === undefined) return { time: { certainty: 'none' }, flags: [] };
  const [, date = '', clock = '', zone = ''] = /^(\d{8})(\d{4}(?:\d\d)?)?([A-Z]{3}|[+-]\d{4})?$/.exec(text) ?? [];
  if (clock === '') {
    const day = compactDate(date);
    return day === undefined ? undefined : { time: { certainty: 'date-only', date: day, text }, flags: [] };
  }
  const local = compactLocal(date, clock);
  if (local === undefined) return undefined;
  const offset = offsetOf(zone);
  const instant = offset === undefined ? undefined : parseInstant(`${local}${offset}`);
  if (instant !== undefined) return { time: { certainty: 'offset-by-code', instant, code: zone, text }, flags: [] };
  return zone === '' ? localReading(local, text, hints) : { time: { certainty: 'local-zone-unknown', local, text }, flags: [] };
}
