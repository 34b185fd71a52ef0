/** The two clocks of a process; passed in wherever time matters, so that a test or a simulator can hold it. */
export type Clock = {
  /** Wall clock, milliseconds since 1970. May jump. */
  now(): number;
  /** Milliseconds since an arbitrary start; never goes back. For timers, leases and durations. */
  monotonic(): number;
};

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
