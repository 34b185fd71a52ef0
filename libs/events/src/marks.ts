import type { Instant } from './ids';

/** The two clocks of a fact: when it happened, and when we took it in. Both belong to the fact. */
export interface TwoClocks {
  readonly time: Instant;
  readonly recordedTime: Instant;
}

/** How far the two clocks may be apart before a fact is called late or from the future, in milliseconds. */
export const CLOCK_TOLERANCE_MS = 10 * 60_000;

/** True when the fact was taken in more than ten minutes after it happened. It counts all the same. */
export const isLate = ({ time, recordedTime }: TwoClocks): boolean => recordedTime - time > CLOCK_TOLERANCE_MS;

/**
 * True when the fact claims to have happened more than ten minutes after it was taken in: the sender's clock is wrong. It is
 * kept and shown, but it decides neither status nor live location. It does not begin to count when that time has come.
 */
export const isFuture = ({ time, recordedTime }: TwoClocks): boolean => time - recordedTime > CLOCK_TOLERANCE_MS;

/** What is older than this when it is taken in belongs to no journey, in milliseconds: 3,660 days. */
export const OLDEST_MS = 3_660 * 86_400_000;

/**
 * True when the fact claims to have happened before 1970, or more than 3,660 days before it was taken in: the default time of a platform
 * (year 1), or a receiver whose GPS weeks began anew (1,024 weeks ago). It is kept, marked, and nothing is detected on it; that it came
 * shows that its sender is alive.
 */
export const isTooOld = ({ time, recordedTime }: TwoClocks): boolean => time < 0 || recordedTime - time > OLDEST_MS;

/**
 * True when the fact may decide status and live location. One that is old takes its place in time, before all that is newer; one from
 * the future or from before 1970 has no place.
 */
export const mayDecide = (clocks: TwoClocks): boolean => !isFuture(clocks) && clocks.time >= 0;

/** True when the fact's time can be right. */
export const hasCredibleTime = (clocks: TwoClocks): boolean => !isFuture(clocks) && !isTooOld(clocks);
