import { type FenceSchedule, type Instant, WEEKDAYS } from '@waybill/events';
import { Temporal } from 'temporal-polyfill';

/** When hours of a local day begin and end. Hours that a change of the clock leaves out begin or end when it is done. */
function windowOn(date: Temporal.PlainDate, { from, to }: FenceSchedule['hours'][number], timeZone: string): [number, number] {
  const at = (day: Temporal.PlainDate, time: string): number => {
    const [on, clock] = time === '24:00' ? [day.add({ days: 1 }), '00:00'] : [day, time];
    return on.toZonedDateTime({ timeZone, plainTime: clock }).epochMilliseconds;
  };
  return [at(date, from), at(to > from ? date : date.add({ days: 1 }), to)];
}

/** Joins what overlaps or touches. */
function merged(windows: readonly [number, number][]): [number, number][] {
  const joined: [number, number][] = [];
  for (const [start, end] of windows.toSorted(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

/** The times within a span, both ends included, during which a schedule holds; whole windows, in order. */
export function activeWindows({ timeZone, hours }: FenceSchedule, from: number, until: number): { from: Instant; until: Instant }[] {
  const dateAt = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
  const windows: [number, number][] = [];
  // A window may have begun the day before, and be joined with one of the day after.
  const last = dateAt(until).add({ days: 1 });
  for (let date = dateAt(from).subtract({ days: 2 }); Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    const day = WEEKDAYS[date.dayOfWeek - 1];
    for (const entry of hours) if (day && entry.days.includes(day)) windows.push(windowOn(date, entry, timeZone));
  }
  return merged(windows)
    .filter(([start, end]) => end > from && start <= until)
    .map(([start, end]) => ({ from: start as Instant, until: end as Instant }));
}
