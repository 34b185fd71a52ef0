import type { Instant } from '@waybill/events';

/** A stretch of event time, half open. An absent bound is open: all past, all future. */
export interface Interval {
  readonly from?: Instant;
  readonly until?: Instant;
}

const start = (interval: Interval): number => interval.from ?? Number.NEGATIVE_INFINITY;
const end = (interval: Interval): number => interval.until ?? Number.POSITIVE_INFINITY;

export const covers = (interval: Interval, time: number): boolean => time >= start(interval) && time < end(interval);
export const isEmpty = (interval: Interval): boolean => start(interval) >= end(interval);
export const overlap = (a: Interval, b: Interval): boolean => Math.max(start(a), start(b)) < Math.min(end(a), end(b));
