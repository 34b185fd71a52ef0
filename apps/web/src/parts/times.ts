import { texts } from '../texts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Older ages are told in the larger unit once there are this many of the smaller. */
const STEPS: readonly [limit: number, unit: number, name: string][] = [
  [90 * MINUTE, MINUTE, 'min'],
  [36 * HOUR, HOUR, 'h'],
  [Number.POSITIVE_INFINITY, DAY, 'd'],
];

/** How long ago, or how soon, in the one unit that says enough: "3 h ago". */
export function ago(time: number, now: number): string {
  const distance = Math.abs(now - time);
  if (distance < MINUTE) return texts.ago.now;
  const [, unit, name] = STEPS.find(([limit]) => distance < limit) as (typeof STEPS)[number];
  const amount = `${Math.round(distance / unit)} ${name}`;
  return time <= now ? texts.ago.past(amount) : texts.ago.in(amount);
}

const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** In the viewer's zone. */
export const localTime = (time: string): string => local.format(new Date(time));

/** As the log has it, to the second. */
export const utcTime = (time: string): string => texts.utc(time.slice(0, 19).replace('T', ' '));

/** The value of an input of type datetime-local, in the viewer's zone. */
export function inputTime(time: number): string {
  const shifted = new Date(time - new Date(time).getTimezoneOffset() * MINUTE);
  return shifted.toISOString().slice(0, 16);
}
