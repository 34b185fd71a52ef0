import { type LineString, lastOf, type Place } from '@waybill/events';
import { isConfirmed, type Suspicion, suspect } from '../exceptions/confirmation';
import { lengthOfRoute, metresFromRoute, nearestOnRoute, type Point } from '../exceptions/route-distance';
import type { Confirmation } from '../exceptions/rules';
import { type Fix, type KnownMode, metresBetween } from '../positions';

/** A place is on its line when it is no farther from it than this (or twice the accuracy of its fix), metres. */
const ON_LINE_METRES = 300;
/** How far back the nearest place may lie without any way having been lost, metres: receivers waver, and so do lines. */
const WAVER_METRES = 200;
/** How far along its line it can have gone for each metre as the crow flies, and besides. */
const WINDING = 2;
const AHEAD_METRES = 1_000;

/** How far along its route a shipment has come. Plain JSON. */
export interface Progress {
  /** The fix that shows it. */
  readonly fix: Fix;
  /** Metres along the route, and from it. */
  readonly along: number;
  readonly aside: number;
  /** Fixes that are on another part of the route. */
  readonly leap?: Suspicion;
}

const isOnLine = (aside: number, { accuracyMetres = 0 }: Fix): boolean => aside <= Math.max(ON_LINE_METRES, 2 * accuracyMetres);

/**
 * The progress after one more fix: the nearest place of the line between where it was and as far as it can have gone. It only ever goes
 * forward, so a line that crosses itself or comes back does not make it jump. Another part of the line is believed when the shipment has
 * left this one and some fixes agree; only so is way lost again.
 */
export function stepProgress(route: LineString, before: Progress | undefined, fix: Fix, confirm: Confirmation): Progress {
  if (!before) return { fix, ...nearestOnRoute(route, fix) };
  const reach = before.along + WINDING * metresBetween(before.fix, fix) + AHEAD_METRES;
  const { along, aside } = nearestOnRoute(route, fix, Math.max(0, before.along - WAVER_METRES), reach);
  const ahead = { fix, along: Math.max(before.along, along), aside };
  if (isOnLine(aside, fix) || metresFromRoute(route, fix) > aside / 2) return ahead;
  const leap = suspect(before.leap, fix);
  return isConfirmed(leap, fix, confirm) ? { fix, ...nearestOnRoute(route, fix) } : { ...before, leap };
}

/** How much longer a way is than the great circle, by mode. Aircraft fly it; what goes by sea goes by way points when they are given. */
const DETOUR: Readonly<Record<KnownMode, number>> = { road: 1.25, rail: 1.25, parcel: 1.25, sea: 1.1, air: 1 };
export const detourOf = (mode: KnownMode | undefined): number => DETOUR[mode ?? 'road'];

/** Metres left along a route, and from its end to the destination. */
export function leftOnRoute(route: LineString, { along, aside }: Pick<Progress, 'along' | 'aside'>, destination: Place): number {
  const [longitude, latitude] = lastOf(route.coordinates);
  return Math.max(0, lengthOfRoute(route) - along) + aside + metresBetween({ longitude, latitude }, destination);
}

/** Metres left by way of some places, as they are usually longer than the great circle. */
export function leftByPlaces(from: Point, places: readonly Point[], mode: KnownMode | undefined): number {
  let [metres, at] = [0, from];
  for (const place of places) [metres, at] = [metres + metresBetween(at, place), place];
  return metres * detourOf(mode);
}
