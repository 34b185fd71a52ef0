const HOUR = 3_600_000;

/** How far back the slider reaches. */
export const SPANS = { day: 24 * HOUR, week: 7 * 24 * HOUR, month: 30 * 24 * HOUR } as const;
export type SpanName = keyof typeof SPANS;

/** Positions of the slider: fine enough for a day in steps of six minutes. The last one is now. */
export const STEPS = 240;

export interface PastWindow {
  /** Unix milliseconds. */
  readonly end: number;
  readonly milliseconds: number;
}

/** The time that a position stands for; undefined for now. */
export const timeOf = ({ end, milliseconds }: PastWindow, step: number): number | undefined =>
  step >= STEPS ? undefined : Math.round(end - milliseconds * (1 - step / STEPS));

/** The position that comes nearest to a time, and never now. */
export const stepOf = ({ end, milliseconds }: PastWindow, time: number): number =>
  Math.max(0, Math.min(STEPS - 1, Math.round((1 - (end - time) / milliseconds) * STEPS)));

/** Where playing goes on: a minute for the whole way. */
export const nextStep = (step: number): number => Math.min(STEPS, step + 2);
