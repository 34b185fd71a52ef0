/** How the waits between attempts grow. */
export type Backoff = { readonly baseMs: number; readonly capMs: number };

/**
 * Milliseconds to wait before attempt `attempt` (0 = the first retry): exponential, capped, and spread over its upper half, so that
 * processes that failed together do not come back together. `random` is in [0, 1).
 */
export function backoffDelay(attempt: number, { baseMs, capMs }: Backoff, random: number): number {
  const full = Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30));
  return Math.round(full / 2 + (full / 2) * random);
}
