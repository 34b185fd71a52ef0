import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';
import type { Instant } from './ids';

/** The instant so many milliseconds after the beginning of 1970, UTC. */
export const instantAt = (milliseconds: number): Instant => milliseconds as Instant;

/** The form of RFC 3339. Temporal reads more than that: other ISO 8601 forms, and time zones in brackets. */
const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;
const LEAP_SECOND = /^(.{16}):60/;

const FIRST_MS = Date.UTC(400, 0) - 12_622_780_800_000;
const END_MS = Date.UTC(10_000, 0);
const SECOND_MS = 1_000;

/** What the library says of a text, or undefined when it refuses it. */
function read<T>(by: (text: string) => T, text: string): T | undefined {
  try {
    return by(text);
  } catch {
    return undefined;
  }
}

const millisecondsOf = (text: string): number | undefined => read(Temporal.Instant.from, text)?.epochMilliseconds;

/** Leap seconds are put in before 1 January and before 1 July, UTC, and nowhere else. */
function mayFollowLeapSecond(time: number): boolean {
  const date = new Date(Math.floor(time / SECOND_MS) * SECOND_MS);
  return [0, 6].includes(date.getUTCMonth()) && date.getUTCDate() === 1 && date.getTime() % 86_400_000 === 0;
}

/** A leap second has no number of its own in Unix time, so it becomes the second that follows. Temporal would take any `:60` for `:59`. */
function parse(text: string): number | undefined {
  if (!LEAP_SECOND.test(text)) return millisecondsOf(text);
  const before = millisecondsOf(text.replace(LEAP_SECOND, '$1:59'));
  const time = before === undefined ? undefined : before + SECOND_MS;
  return time !== undefined && mayFollowLeapSecond(time) ? time : undefined;
}

/** The same few times are read again and again on the way of an event, and reading one takes some microseconds. */
const recent = new LRUCache<string, Instant>({ max: 1_000 });

/**
 * The instant of an RFC 3339 date-time. An offset is required (a time without one is not an instant); fractions of a
 * second are cut to milliseconds, not rounded. In UTC, too, the year has four digits.
 */
export function parseInstant(text: string): Instant | undefined {
  const known = recent.get(text);
  if (known !== undefined) return known;
  const time = RFC3339.test(text) ? parse(text) : undefined;
  if (time === undefined || time < FIRST_MS || time >= END_MS) return undefined;
  const instant = instantAt(time);
  recent.set(text, instant);
  return instant;
}

/** UTC with milliseconds: the form in which Waybill gives times out. */
export const formatInstant = (instant: number): string => new Date(instant).toISOString();

/** So many milliseconds later. */
export const later = (time: Instant, milliseconds: number): Instant => instantAt(time + milliseconds);
/** The first of some times; those that are not known are passed over. Undefined when none is known. */
export function earliestOf(first: Instant, ...others: readonly (Instant | undefined)[]): Instant;
export function earliestOf(...times: readonly (Instant | undefined)[]): Instant | undefined;
export function earliestOf(...times: readonly (Instant | undefined)[]): Instant | undefined {
  return times.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);
}

/** The last of some times; those that are not known are passed over. Undefined when none is known. */
export function latestOf(first: Instant, ...others: readonly (Instant | undefined)[]): Instant;
export function latestOf(...times: readonly (Instant | undefined)[]): Instant | undefined;
export function latestOf(...times: readonly (Instant | undefined)[]): Instant | undefined {
  return times.reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a), undefined);
}

/** Milliseconds of an ISO 8601 duration without months and years, which have no fixed length, or undefined. */
export function parseDuration(text: string): number | undefined {
  const duration = read(Temporal.Duration.from, text);
  if (!duration || duration.sign < 0 || duration.years > 0 || duration.months > 0) return undefined;
  const { weeks, days } = duration;
  const length = read(() => duration.with({ weeks: 0, days: weeks * 7 + days }).total('milliseconds'), text);
  return length === undefined ? undefined : Math.round(length);
}

/** True for an IANA time zone. Offsets are none: schedules follow a place's clock, and an offset is not asked where it is. */
export const isTimeZone = (name: string): boolean =>
  /^[A-Za-z]/.test(name) && read((zone) => Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone), name) !== undefined;
