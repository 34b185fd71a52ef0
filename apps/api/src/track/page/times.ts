import type { Instant } from '@waybill/events';
import { Temporal } from 'temporal-polyfill';
import type { Speech } from './languages';

/** When a shipment is expected, as customers are told: between two times, or on a day. */
export type ArrivalWindow =
  | { readonly from: string; readonly to: string; readonly zone: string }
  | { readonly day: string; readonly zone: string };

/** The moment at which a page is made. It decides what "today" is, and nothing else of it gets onto the page. */
export type Now = Instant;

const localTime = (instant: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
const today = (now: Now, zone: string): Temporal.PlainDate => localTime(now, zone).toPlainDate();

/** The clock of times whose place is not known. Its name is always said. */
export const NO_PLACE = 'UTC';

const onClock = (zone: string): Intl.DateTimeFormatOptions => ({
  hour: 'numeric',
  minute: '2-digit',
  timeZone: zone,
  ...(zone === NO_PLACE && { timeZoneName: 'short' }),
});

/** A time of day, as readers of the language write it. */
export const timeOfDay = (instant: number, zone: string, { locale }: Speech): string =>
  new Intl.DateTimeFormat(locale, onClock(zone)).format(instant);

const dateOf = (day: Temporal.PlainDate, { locale }: Speech, year: 'numeric' | undefined): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year, timeZone: 'UTC' }).format(
    day.toZonedDateTime('UTC').epochMilliseconds,
  );

/** A day in words: "yesterday", "today" and "tomorrow" as far as they go, a date beyond. */
export function dayInWords(day: Temporal.PlainDate, now: Now, zone: string, speech: Speech): string {
  const reference = today(now, zone);
  const { days } = reference.until(day);
  if (Math.abs(days) <= 1) return new Intl.RelativeTimeFormat(speech.locale, { numeric: 'auto' }).format(days, 'day');
  return speech.texts.onDay(dateOf(day, speech, day.year === reference.year ? undefined : 'numeric'));
}

/** The day of an instant in words, on the clock of a zone. */
export const dayOf = (instant: number, now: Now, zone: string, speech: Speech): string =>
  dayInWords(localTime(instant, zone).toPlainDate(), now, zone, speech);

/** When it comes, in a sentence. */
export function arrivalSentence(window: ArrivalWindow, now: Now, speech: Speech): string {
  const { arrives } = speech.texts;
  const { zone } = window;
  if ('day' in window) {
    const day = Temporal.PlainDate.from(window.day);
    return Temporal.PlainDate.compare(day, today(now, zone)) < 0 ? arrives.overdue : arrives.during(dayInWords(day, now, zone, speech));
  }
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
  if (to < now) return arrives.overdue;
  const [begin, end] = [from, to].map((instant) => ({ day: dayOf(instant, now, zone, speech), time: timeOfDay(instant, zone, speech) }));
  if (!begin || !end) return arrives.overdue;
  if (begin.day !== end.day) return arrives.fromTo(`${begin.day} ${begin.time}`, `${end.day} ${end.time}`);
  return from === to ? arrives.around(begin.day, begin.time) : arrives.between(begin.day, begin.time, end.time);
}

/** When something happened, short: the day and the time. */
export function shortTime(time: string, zone: string, { locale }: Speech, now: Now): string {
  const instant = Date.parse(time);
  const isThisYear = localTime(instant, zone).year === localTime(now, zone).year;
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(!isThisYear && { year: 'numeric' }),
    ...onClock(zone),
  }).format(instant);
}
