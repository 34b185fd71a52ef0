import { itemAt } from '@waybill/events';
import { BUCKETS, bucketOf } from './calibration';
import { groupedBy, quantileOf, sortedValues } from './effects';

const MINUTE_MS = 60_000;

/** What was said of an arrival, and when it was. What says no window has none. */
export interface Scored {
  readonly trip: string;
  readonly asOf: number;
  readonly p50: number;
  readonly p10?: number;
  readonly p90?: number;
  readonly arrival: number;
}

/** How good some predictions were. Times in minutes; shares of one. */
export interface Accuracy {
  readonly trips: number;
  readonly predictions: number;
  readonly meanError: number;
  /** More than nothing: it arrives later than was said. */
  readonly bias: number;
  readonly medianError: number;
  /**
   * Share of arrivals that the windows held, each trip counting once however often it was predicted, and how wide those were; absent when
   * none was given.
   */
  readonly coverage?: number;
  readonly width?: number;
  readonly within15: number;
  readonly within30: number;
  readonly within60: number;
  readonly withinDay: number;
  /** How often p50 moved by more than half an hour between two predictions, for each trip. */
  readonly flips: number;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const share = <T>(values: readonly T[], test: (value: T) => boolean): number => values.filter(test).length / values.length;

/** A p50 that moves by more than this makes a customer look again, in milliseconds. */
const FLIP_MS = 30 * MINUTE_MS;

function flipsIn(scored: readonly Scored[]): number {
  const inOrder = scored.toSorted((a, b) => a.asOf - b.asOf);
  return inOrder.slice(1).filter((one, i) => Math.abs(one.p50 - itemAt(inOrder, i).p50) > FLIP_MS).length;
}

const held = (windows: readonly Required<Pick<Scored, 'p10' | 'p90' | 'arrival'>>[]): number =>
  share(windows, ({ p10, p90, arrival }) => p10 <= arrival && arrival <= p90);

function windowsOf(scored: readonly Scored[]): Pick<Accuracy, 'coverage' | 'width'> {
  const windows = scored.flatMap(({ trip, p10, p90, arrival }) =>
    p10 === undefined || p90 === undefined ? [] : [{ trip, p10, p90, arrival }],
  );
  if (windows.length === 0) return {};
  return {
    coverage: mean([...groupedBy(windows, ({ trip }) => trip).values()].map(held)),
    width: mean(windows.map(({ p10, p90 }) => (p90 - p10) / MINUTE_MS)),
  };
}

/** How good some predictions were; undefined when there are none. */
export function accuracyOf(scored: readonly Scored[]): Accuracy | undefined {
  if (scored.length === 0) return undefined;
  const errors = scored.map(({ p50, arrival }) => (arrival - p50) / MINUTE_MS);
  const absolute = errors.map(Math.abs);
  const trips = groupedBy(scored, ({ trip }) => trip);
  const within = (minutes: number): number => share(absolute, (error) => error <= minutes);
  return {
    trips: trips.size,
    predictions: scored.length,
    meanError: mean(absolute),
    bias: mean(errors),
    medianError: quantileOf(sortedValues(absolute), 0.5),
    ...windowsOf(scored),
    within15: within(15),
    within30: within(30),
    within60: within(60),
    withinDay: within(24 * 60),
    flips: mean([...trips.values()].map(flipsIn)),
  };
}

/** The same by how far off the arrival was said to be; undefined for buckets without any. */
export const accuracyByBucket = (scored: readonly Scored[]): readonly (Accuracy | undefined)[] =>
  Array.from({ length: BUCKETS }, (_, bucket) => accuracyOf(scored.filter(({ p50, asOf }) => bucketOf(p50 - asOf) === bucket)));

/** Coverage may be off by so much and still be what it says. */
const COVERAGE = 0.8;
const COVERAGE_TOLERANCE = 0.03;

/** What of a difference may be chance: one in twenty is greater. */
const CHANCE = 1.645;

/** By how much the mean error of one may be greater than that of the other by chance, in minutes: the same predictions of both, trip by trip. */
export function chanceBetween(some: readonly Scored[], others: readonly Scored[]): number {
  const errorOf = ({ p50, arrival }: Scored): number => Math.abs(arrival - p50) / MINUTE_MS;
  const byTrip = groupedBy(
    some.map((one, i) => ({ trip: one.trip, more: errorOf(one) - errorOf(others[i] as Scored) })),
    ({ trip }) => trip,
  );
  // Predictions of one trip are not independent; so each trip counts once.
  const differences = [...byTrip.values()].map((of) => mean(of.map(({ more }) => more)));
  if (differences.length < 2) return 0;
  const middle = mean(differences);
  const variance = differences.reduce((sum, one) => sum + (one - middle) ** 2, 0) / (differences.length - 1);
  return CHANCE * Math.sqrt(variance / differences.length);
}

/**
 * Why a model must not take the place of the live one, as both did on the same trips; empty when it may.
 * @param chance by how much its mean error may be greater without that meaning anything, in minutes
 */
export function worseThan(live: Accuracy, candidate: Accuracy, chance = 0): readonly string[] {
  const off = ({ coverage = 0 }: Accuracy): number => Math.max(0, Math.abs(coverage - COVERAGE) - COVERAGE_TOLERANCE);
  const reasons: string[] = [];
  if (candidate.meanError > live.meanError + chance) {
    reasons.push(`mean absolute error ${candidate.meanError.toFixed(2)} min, live ${live.meanError.toFixed(2)} min`);
  }
  const chanceOfCoverage = chance === 0 ? 0 : CHANCE * Math.sqrt((COVERAGE * (1 - COVERAGE)) / candidate.trips);
  if (off(candidate) > off(live) + chanceOfCoverage) {
    const percent = ({ coverage = 0 }: Accuracy): string => `${(100 * coverage).toFixed(1)} %`;
    reasons.push(`windows hold ${percent(candidate)} of arrivals, live ${percent(live)}, and should hold ${100 * COVERAGE} %`);
  }
  return reasons;
}
