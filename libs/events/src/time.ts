import type { Instant } from './ids';

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const daysIn = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] ?? 0));

function offsetMinutes(text: string): number | undefined {
  if (text.length === 1) return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (text[0] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

/** 400 years of the calendar, after which it repeats itself. */
const CYCLE_MS = 12_622_780_800_000;
const FIRST_MS = Date.UTC(400, 0) - CYCLE_MS;
const END_MS = Date.UTC(10_000, 0);

/**
 * The instant of an RFC 3339 date-time. An offset is required (a time without one is not an instant); fractions of a
 * second are cut to milliseconds, not rounded. In UTC, too, the year has four digits. `Date.parse` is not used: it
 * accepts 30 February and zoneless times.
 */
export function parseInstant(text: string): Instant | undefined {
  const match = RFC3339.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6])];
  const offset = offsetMinutes(match[8] as string);
  const inRange = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && hour < 24 && minute < 60 && second <= 60;
  if (!inRange || offset === undefined) return undefined;
  const millis = match[7] === undefined ? 0 : Number(match[7].padEnd(3, '0').slice(0, 3));
  // A cycle later, since Date.UTC takes the years up to 99 for those of the twentieth century.
  const instant = Date.UTC(year + 400, month - 1, day, hour, minute - offset, second, millis) - CYCLE_MS;
  return instant >= FIRST_MS && instant < END_MS ? (instant as Instant) : undefined;
}

/** UTC with milliseconds: the form in which Waybill gives times out. */
export const formatInstant = (instant: number): string => new Date(instant).toISOString();

const DURATION = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds, or undefined. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (!match || text.length < 3 || text.endsWith('T')) return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1, 6).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return Math.round((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000);
}
