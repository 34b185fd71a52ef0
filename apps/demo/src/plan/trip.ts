import { between, distance, heading, type Point } from '../geo';
import type { Place, Waypoint } from '../world/places';

/** Why a unit stands: at a stop of its plan, or for a driver's pause or a breakdown that no plan has. */
export type Halt = 'stop' | 'pause' | 'breakdown';

/** A unit's visit at a place. Times are milliseconds since the Unix epoch; without a halt it only passes. */
export type Call = { readonly place: Place; readonly arrive: number; readonly depart: number; readonly halt?: Halt };

/** The whole way of one unit. */
export type Trip = { readonly calls: readonly Call[]; readonly start: number; readonly end: number };

/** Where a unit is, how fast and in which direction. */
export type Motion = Point & { readonly speedKmh: number; readonly headingDegrees?: number };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The visit of a unit that reaches a waypoint at a time. */
export function callAt({ stopMinutes, breakdownMinutes, ...place }: Waypoint, arrive: number): Call {
  const depart = Math.round(arrive + (stopMinutes ?? breakdownMinutes ?? 0) * MINUTE);
  const halt = stopMinutes ? 'stop' : breakdownMinutes ? 'breakdown' : undefined;
  return { place, arrive: Math.round(arrive), depart, ...(halt && { halt }) };
}

/** Lays a way out in time: constant speed between waypoints, a pause at those with a stop. */
export function planTrip(waypoints: readonly Waypoint[], departAt: number, speedKmh: number): Trip {
  const calls: Call[] = [];
  for (const waypoint of waypoints) {
    const before = calls.at(-1);
    const arrive = before ? before.depart + (distance(before.place, waypoint) / 1000 / speedKmh) * HOUR : departAt;
    calls.push(callAt(waypoint, arrive));
  }
  return { calls, start: departAt, end: calls.at(-1)?.arrive ?? departAt };
}

/** Planned stops on the way: neither the first nor the last call. */
export const stopsOf = (trip: Trip): readonly Call[] => trip.calls.slice(1, -1).filter(({ halt }) => halt === 'stop');

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
