import { distance } from '@turf/distance';
import type { Fix } from './fix';

/** What a move from one fix to the next may look like. */
export interface PlausibilityLimits {
  /** Metres per second. */
  readonly maxSpeed: number;
}

/** Modes of transport for which a limit of their own is known. */
export type KnownMode = 'road' | 'rail' | 'air' | 'sea' | 'parcel';

/** Faster than any freight aircraft over ground with a jet stream behind it. For unknown modes, and all that may go by air. */
export const ANY_MODE: PlausibilityLimits = { maxSpeed: 350 };
/** 216 km/h: no lorry does it, but an outlier within a town does. */
export const ROAD: PlausibilityLimits = { maxSpeed: 60 };

/** Limits by the mode of the shipment. Only road is held to less than an aircraft: every other mode may be combined with air. */
export const limitsFor = (mode?: KnownMode): PlausibilityLimits => (mode === 'road' ? ROAD : ANY_MODE);

/**
 * Slack on every distance, metres. Two fixes of one instant need some (many receivers cut times to whole seconds and most
 * report no accuracy), and a fixed one keeps the rule free of a division by the time between them.
 */
export const SLACK_METRES = 100;
/** The worst radius that counts, metres: beyond the reach of a radio mast the figure says "unknown", and would excuse any jump. */
export const MAX_ACCURACY_METRES = 35_000;
/** Half the circumference of the sphere that Turf calculates with. */
const ANTIPODE_METRES = Math.PI * 6_371_008.8;

/** Great-circle distance in metres (haversine on a sphere, within 0.5 % of the ellipsoid). */
export function metresBetween(a: Pick<Fix, 'latitude' | 'longitude'>, b: Pick<Fix, 'latitude' | 'longitude'>): number {
  const metres = distance([a.longitude, a.latitude], [b.longitude, b.latitude], { units: 'meters' });
  // Rounding can push the haversine of two antipodes past 1, and its square root is then not a number.
  return Number.isNaN(metres) ? ANTIPODE_METRES : metres;
}

/** Seconds from one fix to the next; 0 when they are of one instant or out of order. */
const secondsBetween = (from: Fix, to: Fix): number => Math.max(0, to.time - from.time) / 1000;

/** Metres per second that the move would need: Infinity between two places at one instant, 0 when it did not move. */
export function impliedSpeed(from: Fix, to: Fix): number {
  const metres = metresBetween(from, to);
  return metres === 0 ? 0 : metres / secondsBetween(from, to);
}

/** How far apart two fixes may be without any movement, in metres. */
const uncertainty = (a: Fix, b: Fix): number =>
  SLACK_METRES + Math.min(a.accuracyMetres ?? 0, MAX_ACCURACY_METRES) + Math.min(b.accuracyMetres ?? 0, MAX_ACCURACY_METRES);

/** True when the move needs no more than the speed limit, beyond what the accuracy of both fixes explains. */
export const isPlausible = (from: Fix, to: Fix, { maxSpeed }: PlausibilityLimits): boolean =>
  metresBetween(from, to) <= uncertainty(from, to) + maxSpeed * secondsBetween(from, to);
