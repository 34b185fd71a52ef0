import { backoffDelay } from '@waybill/platform';

const BASE_MS = 50;
const CAP_MS = 30_000;
/** While the store restarts, look often. */
const EARLY_CAP_MS = 1000;
/** From 30 s on the waits grow with the outage: healing takes about a thirtieth of what it lasted. */
const SHARE = 1 / 30;

/**
 * Milliseconds before subscribing again: the first time at once, then with growing pauses, of a second at most during the first 30 s and of
 * 30 s ever. `troubledMs` is how long it has been failing, `random` is in [0, 1).
 */
export function retryDelay(attempt: number, troubledMs: number, random: number): number {
  if (attempt === 0) return 0;
  const capMs = Math.min(CAP_MS, Math.max(EARLY_CAP_MS, troubledMs * SHARE));
  return backoffDelay(attempt - 1, { baseMs: BASE_MS, capMs }, random);
}
