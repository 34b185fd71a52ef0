import { type Fix, MAX_ACCURACY_METRES, metresBetween } from '../positions';
import type { Confirmation } from './rules';

/** Fixes in a row that say something new which is not believed yet. Plain JSON. */
export interface Suspicion {
  readonly first: Fix;
  readonly count: number;
}

export const suspect = (before: Suspicion | undefined, fix: Fix): Suspicion =>
  before ? { first: before.first, count: before.count + 1 } : { first: fix, count: 1 };

/** True once enough fixes agree, or the first and this one lie far enough apart in time. A fix alone proves nothing. */
export const isConfirmed = ({ first, count }: Suspicion, fix: Fix, { fixes, seconds }: Confirmation): boolean =>
  count >= Math.max(2, fixes) || (count >= 2 && fix.time - first.time >= seconds * 1000);

/** What no receiver is better than at the edge of something, in metres. */
const LEAST_MARGIN_METRES = 30;

/** Radius of a fix in metres; 0 when the device does not say. */
export const accuracyOf = ({ accuracyMetres = 0 }: Fix): number => Math.min(accuracyMetres, MAX_ACCURACY_METRES);

/** How far beyond a limit a fix has to be before it is on the other side, in metres. */
export const marginOf = (fix: Fix): number => Math.max(LEAST_MARGIN_METRES, accuracyOf(fix));

/** How far from the way out, as a share of it, a fix may lie that bears out the first one. */
const ASTRAY = 0.25;

/**
 * True once a shipment has left a place for certain. Two outliers in a row happen, but then they hardly lie in one direction: what neither
 * stays by the first fix nor goes on from it takes one fix more.
 */
export function hasLeft(place: Pick<Fix, 'latitude' | 'longitude'>, suspicion: Suspicion, fix: Fix, confirm: Confirmation): boolean {
  if (!isConfirmed(suspicion, fix, confirm)) return false;
  if (suspicion.count > Math.max(2, confirm.fixes)) return true;
  const [out, now] = [metresBetween(place, suspicion.first), metresBetween(place, fix)];
  return metresBetween(suspicion.first, fix) <= Math.max(0, now - out) + ASTRAY * Math.max(out, now);
}
