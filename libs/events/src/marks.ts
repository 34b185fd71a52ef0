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
