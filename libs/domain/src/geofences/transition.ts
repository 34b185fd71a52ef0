import { type Instant, instantAt } from '@waybill/events';
import type { GeofenceVersion } from './geofence';
import { along, type Located } from './plane';
import type { SmoothedFix } from './stillness';
import { crossingsOf, type WayThrough } from './way';

/** Where and when a way met a boundary; the time is interpolated between the two fixes. */
export interface CrossingPoint extends Located {
  readonly time: Instant;
}

/** A way over a boundary: the two fixes between which it happened, the point included. */
export interface Crossing {
  readonly from: SmoothedFix;
  readonly to: SmoothedFix;
  readonly point: CrossingPoint;
}

/**
 * How a shipment came to the other side.
 * - `movement`: it went over the boundary;
 * - `first-seen`: it was there when its first fix was taken;
 * - `fence-change`: the fence was drawn, redrawn or retired around it.
 */
export type TransitionCause = 'movement' | 'first-seen' | 'fence-change';

/** A shipment went into a fence, came out of it, or went right through between two fixes that say so. */
export interface FenceTransition {
  readonly geofenceId: string;
  /** Which version of the fence. */
  readonly revision: number;
  readonly direction: 'entered' | 'exited' | 'crossed';
  readonly cause: TransitionCause;
  /** When it happened: at the crossing point, if there is one. */
  readonly time: Instant;
  /** Time of the fix that gave certainty. */
  readonly confirmedAt: Instant;
  /** Over the boundary; null unless the cause is movement. */
  readonly crossing: Crossing | null;
  /** Of `crossed`: the way out again. */
  readonly out: Crossing | null;
  /** The fixes that it was seen by: on the old side (if any), then on the new one. */
  readonly evidence: readonly string[];
}

const crossingAt = (from: SmoothedFix, to: SmoothedFix, fraction: number): Crossing => {
  const time = instantAt(Math.round(from.time + (to.time - from.time) * fraction));
  return { from, to, point: { ...along(from, to, fraction), time } };
};

/** The way over the boundary between a place on one side and one on the other: the last one that it meets. */
export const crossingBetween = ({ area }: GeofenceVersion, from: SmoothedFix, to: SmoothedFix): Crossing =>
  crossingAt(from, to, crossingsOf(area, from, to).at(-1) ?? 1);

/** The way out at the far end of a way through. */
export const crossingsThrough = (from: SmoothedFix, to: SmoothedFix, { into, outOf }: WayThrough): { in: Crossing; out: Crossing } => ({
  in: crossingAt(from, to, into),
  out: crossingAt(from, to, outOf),
});
