import { type Instant, WEEKDAYS } from '@waybill/events';
import { Temporal } from 'temporal-polyfill';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** The first Monday of Unix time. */
const MONDAY_MS = 4 * DAY_MS;

/** Weekly hours by the clock of a place. */
export interface WeeklyHours {
  readonly timeZone: string;
  readonly hours: readonly { readonly days: readonly (typeof WEEKDAYS)[number][]; readonly from: string; readonly to: string }[];
}

export type Window = readonly [start: number, end: number];

const clockMs = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * MINUTE_MS;

/** The hours of a week from its Monday 00:00 on, by the local clock; those that go on after midnight may end in the next week. */
const weekOf = ({ hours }: WeeklyHours): Window[] =>
  hours.flatMap(({ days, from, to }) =>
    days.map((day): Window => {
      const midnight = WEEKDAYS.indexOf(day) * DAY_MS;
      return [midnight + clockMs(from), midnight + clockMs(to) + (to > from ? 0 : DAY_MS)];
    }),
  );

/** Joins what overlaps or touches. */
function merged(windows: readonly Window[]): Window[] {
  const joined: [number, number][] = [];
  for (const [start, end] of windows.toSorted(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

interface Stretch {
  readonly from: number;
  readonly until: number;
  /** Of the local clock from UTC. */
  readonly offsetMs: number;
}

/** A span in stretches between which the clocks of a zone are changed. */
function* stretchesOf(timeZone: string, from: number, until: number): Generator<Stretch> {
  for (let at = from; at < until; ) {
    const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
    const next = Math.min(zoned.getTimeZoneTransition('next')?.epochMilliseconds ?? until, until);
    yield { from: at, until: next, offsetMs: zoned.offsetNanoseconds / 1e6 };
    at = next;
  }
}

/** The windows of one stretch. Where the clock skips or repeats an hour, each stretch has what its own clock shows. */
function* windowsIn({ from, until, offsetMs }: Stretch, week: readonly Window[]): Generator<Window> {
  const first = Math.floor((from + offsetMs - MONDAY_MS) / WEEK_MS) - 1;
  for (let monday = first * WEEK_MS + MONDAY_MS - offsetMs; monday < until; monday += WEEK_MS) {
    for (const [start, end] of week) {
      const window: Window = [Math.max(monday + start, from), Math.min(monday + end, until)];
      if (window[0] < window[1]) yield window;
    }
  }
}

/** Whole windows that have a part in a span, both ends included. */
function windowsAt(timeZone: string, week: readonly Window[], [from, until]: Window): Window[] {
  const stretches = [...stretchesOf(timeZone, from - WEEK_MS, until + WEEK_MS)];
  return merged(stretches.flatMap((stretch) => [...windowsIn(stretch, week)])).filter(([start, end]) => end > from && start <= until);
}

/**
 * The times within some spans, both ends included, during which a schedule holds: whenever the local clock shows one of its hours. So hours
 * that a change of the clocks leaves out begin or end with the change, and an hour that comes twice holds twice. In order, and whole, also
 * where they reach beyond a span, up to a week. What it costs depends on the length of the spans, wherever in time they lie.
 */
export function activeWindows(schedule: WeeklyHours, ...spans: readonly Window[]): { from: Instant; until: Instant }[] {
  const week = weekOf(schedule);
  const windows = spans.flatMap((span) => windowsAt(schedule.timeZone, week, span));
  return merged(windows).map(([start, end]) => ({ from: start as Instant, until: end as Instant }));
}
