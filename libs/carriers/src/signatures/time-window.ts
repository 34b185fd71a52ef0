import type { Instant } from '@waybill/events';
import type { Verification } from '../port';

/** How far a sender's clock may be ahead of ours. */
const AHEAD_MS = 5 * 60_000;

/**
 * A signed time must be near to now, else the push may be an old one that is played again. `behindMs` leaves room for the sender's own
 * retries, which may carry the time of the first try.
 */
export function withinWindow(verification: Verification, signed: number | undefined, now: Instant, behindMs: number): Verification {
  if (signed === undefined) return { verified: false, fault: 'header-malformed' };
  const isNear = signed - now <= AHEAD_MS && now - signed <= behindMs;
  return isNear ? verification : { verified: false, fault: 'outside-time-window' };
}
