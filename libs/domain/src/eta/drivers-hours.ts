const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long a driver may drive before a pause, and how long the pause takes, in milliseconds. */
interface Pause {
  readonly afterMs: number;
  readonly restMs: number;
  /** A stop longer than this is taken for it. */
  readonly shownByMs: number;
}

/** A regime of driving and rest times. */
export interface HoursRules {
  readonly break: Pause;
  readonly dailyRest: Pause;
  /** Legs that are driven in less than this need no pause. */
  readonly legMs: number;
}

/** Regulation (EC) 561/2006, articles 6 to 8. The reduced rest of 9 hours shows that a day's driving was over. */
export const DRIVERS_HOURS: HoursRules = {
  break: { afterMs: 4.5 * HOUR_MS, restMs: 45 * MINUTE_MS, shownByMs: 45 * MINUTE_MS },
  dailyRest: { afterMs: 9 * HOUR_MS, restMs: 11 * HOUR_MS, shownByMs: 9 * HOUR_MS },
  legMs: 4 * HOUR_MS,
};

/** What a driver has driven since the last pauses, and how long the vehicle has stood. Plain JSON. */
export interface Driving {
  readonly sinceBreakMs: number;
  readonly sinceRestMs: number;
  readonly stoodMs: number;
}
export const notDriven: Driving = { sinceBreakMs: 0, sinceRestMs: 0, stoodMs: 0 };

export const drive = ({ sinceBreakMs, sinceRestMs }: Driving, ms: number): Driving => ({
  sinceBreakMs: sinceBreakMs + ms,
  sinceRestMs: sinceRestMs + ms,
  stoodMs: 0,
});

/** After having stood for so long in one go: a long stop is a break, a very long one a rest. */
export const stand = ({ sinceBreakMs, sinceRestMs }: Driving, stoodMs: number, rules: HoursRules): Driving => ({
  sinceBreakMs: stoodMs > rules.break.shownByMs ? 0 : sinceBreakMs,
  sinceRestMs: stoodMs > rules.dailyRest.shownByMs ? 0 : sinceRestMs,
  stoodMs,
});

const pauseLeft = ({ restMs }: Pause, stoodMs: number): number => Math.max(0, restMs - stoodMs);

/** How long the pauses take that are due before so much more has been driven. Never less when more has to be driven. */
export function pausesWithin({ sinceBreakMs, sinceRestMs, stoodMs }: Driving, drivingMs: number, rules: HoursRules): number {
  if (sinceRestMs + drivingMs <= rules.legMs) return 0;
  let [sinceBreak, sinceRest, stood] = [sinceBreakMs, sinceRestMs, stoodMs];
  let [left, pauses] = [drivingMs, 0];
  while (left > 0) {
    const step = Math.max(0, Math.min(left, rules.break.afterMs - sinceBreak, rules.dailyRest.afterMs - sinceRest));
    [left, sinceBreak, sinceRest] = [left - step, sinceBreak + step, sinceRest + step];
    if (left <= 0) return pauses;
    if (step > 0) stood = 0;
    const isRest = sinceRest >= rules.dailyRest.afterMs;
    pauses += pauseLeft(isRest ? rules.dailyRest : rules.break, stood);
    [sinceBreak, sinceRest, stood] = [0, isRest ? 0 : sinceRest, 0];
  }
  return pauses;
}

/** How long until a break is due, in milliseconds of driving. */
export const untilBreak = ({ sinceBreakMs }: Driving, rules: HoursRules): number => Math.max(0, rules.break.afterMs - sinceBreakMs);
