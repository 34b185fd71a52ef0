import { between, distance } from '../geo';
import type { Place, Waypoint } from '../world/places';
import { HOUR, MINUTE } from './step';
import { type Call, callAt, type Trip } from './trip';

/** Roads are slow in the towns where a way begins and ends, and off the motorway to a stop on it. */
const [TOWN_METRES, STOP_METRES, SLOW_KMH] = [8_000, 3_000, 30];
/** A driver's break and daily rest, taken a little early (Regulation (EC) 561/2006, articles 6 to 8). */
const BREAK = { afterMs: 4.4 * HOUR, ms: 48 * MINUTE };
const REST = { afterMs: 8.9 * HOUR, ms: 11.2 * HOUR };
/** A break that would come so shortly before a rest is not taken. */
const SOON_MS = HOUR / 2;

/** A part of a way that is gone at one speed. */
type Leg = { readonly to: Waypoint; readonly kmh: number };

const slowAround = ({ stopMinutes }: Waypoint, index: number, all: readonly Waypoint[]): number => {
  if (index === 0 || index === all.length - 1) return TOWN_METRES;
  return stopMinutes === undefined ? 0 : STOP_METRES;
};

function legsOf(waypoints: readonly Waypoint[], kmh: number): readonly Leg[] {
  return waypoints.slice(1).flatMap((to, index): Leg[] => {
    const from = waypoints[index] as Waypoint;
    const shareOf = (metres: number): number => Math.min(0.5, metres / distance(from, to));
    const [begin, end] = [shareOf(slowAround(from, index, waypoints)), shareOf(slowAround(to, index + 1, waypoints))];
    const edge = (at: number): Waypoint => ({ city: to.city, country: to.country, ...between(from, to, at) });
    return [
      ...(begin > 0 ? [{ to: edge(begin), kmh: SLOW_KMH }] : []),
      ...(end > 0 ? [{ to: edge(1 - end), kmh }] : []),
      { to, kmh: end > 0 ? SLOW_KMH : kmh },
    ];
  });
}

/** How a driver goes a way: how long it was driven since the last break and since the last rest. */
class Driver {
  private sinceBreak = 0;
  private sinceRest = 0;

  /** How much longer may be driven, milliseconds. */
  get untilPause(): number {
    return Math.min(BREAK.afterMs - this.sinceBreak, REST.afterMs - this.sinceRest);
  }

  drive(ms: number): void {
    this.sinceBreak += ms;
    this.sinceRest += ms;
  }

  /** Longer halts are pauses as well. */
  stand(ms: number): void {
    if (ms >= BREAK.ms) this.sinceBreak = 0;
    if (ms >= 9 * HOUR) this.sinceRest = 0;
  }

  get pauseMs(): number {
    return this.sinceRest >= REST.afterMs - SOON_MS ? REST.ms : BREAK.ms;
  }
}

/** Lays the way of a truck out in time: slow in towns, a halt at each stop, and the pauses that its driver has to take. */
export function planDrive(waypoints: readonly Waypoint[], departAt: number, kmh: number): Trip {
  const driver = new Driver();
  const calls: Call[] = [callAt({ ...(waypoints[0] as Waypoint), stopMinutes: 0 }, departAt)];
  for (const leg of legsOf(waypoints, kmh)) {
    let before = calls.at(-1) as Call;
    let ms = (distance(before.place, leg.to) / 1_000 / leg.kmh) * HOUR;
    while (ms > driver.untilPause) {
      const driven = driver.untilPause;
      const place: Place = { city: leg.to.city, country: leg.to.country, ...between(before.place, leg.to, driven / ms) };
      driver.drive(driven);
      const arrive = Math.round(before.depart + driven);
      before = { place, arrive, depart: arrive + driver.pauseMs, halt: 'pause' };
      driver.stand(driver.pauseMs);
      calls.push(before);
      ms -= driven;
    }
    driver.drive(ms);
    const call = callAt(leg.to, before.depart + ms);
    driver.stand(call.depart - call.arrive);
    calls.push(call);
  }
  return { calls, start: departAt, end: calls.at(-1)?.arrive ?? departAt };
}
