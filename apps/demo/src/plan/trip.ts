import { between, distance, heading, type Point } from '../geo';
import type { Place, Waypoint } from '../world/places';

/** A unit's visit at a waypoint. Times are milliseconds since the Unix epoch; equal ones mean that it only passes. */
export type Call = { readonly place: Place; readonly arrive: number; readonly depart: number };

/** The whole way of one unit. */
export type Trip = { readonly calls: readonly Call[]; readonly start: number; readonly end: number };

/** Where a unit is, how fast and in which direction. */
export type Motion = Point & { readonly speedKmh: number; readonly headingDegrees?: number };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Lays a way out in time: constant speed between waypoints, a pause at those with a stop. */
export function planTrip(waypoints: readonly Waypoint[], departAt: number, speedKmh: number): Trip {
  const calls: Call[] = [];
  for (const waypoint of waypoints) {
    const { stopMinutes = 0, ...place } = waypoint;
    const before = calls.at(-1);
    const arrive = before ? before.depart + (distance(before.place, place) / 1000 / speedKmh) * HOUR : departAt;
    calls.push({ place, arrive: Math.round(arrive), depart: Math.round(arrive + stopMinutes * MINUTE) });
  }
  return { calls, start: departAt, end: calls.at(-1)?.arrive ?? departAt };
}

/**
 * What a dispatcher plans for a driver's breaks and daily rests (Regulation (EC) 561/2006, articles 7 and 8). The trucks of the demo have two drivers and
 * go on meanwhile, so that they come early.
 */
export function restsOf({ start, end }: Trip): number {
  const hours = (end - start) / HOUR;
  return Math.floor(hours / 4.5) * 45 * MINUTE + Math.floor(hours / 9) * 11 * HOUR;
}

/** Stops on the way: neither the first nor the last call, nor those that are only passed. */
export const stopsOf = (trip: Trip): readonly Call[] => trip.calls.slice(1, -1).filter(({ arrive, depart }) => depart > arrive);

/** Where the unit is at a time: before the start at the first place, after the end at the last. */
export function motionAt({ calls }: Trip, time: number): Motion {
  const first = calls[0] as Call;
  const next = calls.findIndex(({ arrive }) => arrive > time);
  const here = next === -1 ? (calls.at(-1) as Call) : (calls[next - 1] ?? first);
  const to = calls[next];
  if (!to || time <= here.depart) return { ...pointOf(here.place), speedKmh: 0 };
  const share = (time - here.depart) / (to.arrive - here.depart);
  const point = between(here.place, to.place, share);
  const speedKmh = distance(here.place, to.place) / 1000 / ((to.arrive - here.depart) / HOUR);
  return { ...point, speedKmh, headingDegrees: heading(point, to.place) };
}

const pointOf = ({ latitude, longitude }: Point): Point => ({ latitude, longitude });
