import type { LineString } from '@waybill/events';
import fc from 'fast-check';
import { metresBetween } from '../positions';
import { lengthOfRoute, metresFromRoute, nearestOnRoute, type Point } from './route-distance';

type Position = [number, number];
const line = (...coordinates: Position[]): LineString => ({ type: 'LineString', coordinates });

/** The nearest of many points along a route that runs straight in degrees, by the great-circle distance of Turf. */
function nearestOf(route: Position[], point: Point, steps: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 1; i < route.length; i++) {
    const [from, to] = [route[i - 1] as Position, route[i] as Position];
    for (let step = 0; step <= steps; step++) {
      const share = step / steps;
      const place = { longitude: from[0] + (to[0] - from[0]) * share, latitude: from[1] + (to[1] - from[1]) * share };
      best = Math.min(best, metresBetween(place, point));
    }
  }
  return best;
}

describe('distance from a route', () => {
  it('agrees with the nearest of many points, measured by Turf', () => {
    const position = fc.tuple(fc.double({ min: 5, max: 9, noNaN: true }), fc.double({ min: 48, max: 52, noNaN: true }));
    const route = fc.array(position, { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(route, position, (coordinates, [longitude, latitude]) => {
        const exact = nearestOf(coordinates as Position[], { latitude, longitude }, 100);
        const metres = metresFromRoute(line(...(coordinates as Position[])), { latitude, longitude });
        expect(Math.abs(metres - exact)).toBeLessThan(Math.max(2_000, exact * 0.03));
      }),
      { numRuns: 50 },
    );
  });

  it('is right to a metre beside the route', () => {
    const route = line([10, 50], [10, 51]);
    const east = (metres: number) => ({ latitude: 50.5, longitude: 10 + metres / (111_195.08 * Math.cos((50.5 * Math.PI) / 180)) });
    for (const metres of [0, 100, 5_000, 20_000]) expect(metresFromRoute(route, east(metres))).toBeCloseTo(metres, 0);
    expect(metresFromRoute(route, { latitude: 51.1, longitude: 10 })).toBeCloseTo(11_119.5, 0);
  });

  it('is the same for every piece of a long route, forwards and backwards', () => {
    const coordinates = Array.from({ length: 300 }, (_, i): Position => [5 + i / 50, 50 + Math.sin(i / 10)]);
    for (const i of [0, 31, 32, 33, 150, 299]) {
      const [longitude, latitude] = coordinates[i] as Position;
      expect(metresFromRoute(line(...coordinates), { latitude, longitude })).toBeCloseTo(0, 6);
      expect(metresFromRoute(line(...coordinates.toReversed()), { latitude, longitude })).toBeCloseTo(0, 6);
    }
  });

  it('goes the shorter way across the antimeridian, and knows a place by either longitude', () => {
    const route = line([179, 0], [-179, 0], [-178, 0]);
    for (const longitude of [180, -180, 179.5, -178.5]) expect(metresFromRoute(route, { latitude: 0, longitude })).toBeCloseTo(0, 3);
    expect(metresFromRoute(route, { latitude: 0.1, longitude: -179.9 })).toBeCloseTo(11_119.5, 0);
    expect(metresFromRoute(line([-179, 0], [179, 0]), { latitude: 0, longitude: 180 })).toBeCloseTo(0, 3);
  });

  it('takes a route that does not move', () => {
    expect(metresFromRoute(line([10, 50], [10, 50]), { latitude: 50, longitude: 10 })).toBe(0);
  });
});

describe('the nearest place of a route', () => {
  const DEGREE = 111_195.08;

  it('is as far off as the route is, and where it says along it', () => {
    const position = fc.tuple(fc.double({ min: 5, max: 9, noNaN: true }), fc.double({ min: 48, max: 52, noNaN: true }));
    fc.assert(
      fc.property(fc.array(position, { minLength: 2, maxLength: 6 }), position, (coordinates, [longitude, latitude]) => {
        const route = line(...(coordinates as Position[]));
        const { along, aside } = nearestOnRoute(route, { latitude, longitude });
        const least = metresFromRoute(route, { latitude, longitude });
        expect(aside).toBeGreaterThanOrEqual(least - 1e-6);
        expect(aside).toBeLessThanOrEqual(least + 50);
        expect(along).toBeGreaterThanOrEqual(0);
        expect(along).toBeLessThanOrEqual(lengthOfRoute(route) + 1e-6);
      }),
    );
  });

  it('is on the first pass of a line that comes back, and on the second one when asked from there on', () => {
    const there = line([10, 50], [10, 51], [10, 50]);
    const point = { latitude: 50.25, longitude: 10 };
    expect(nearestOnRoute(there, point).along / DEGREE).toBeCloseTo(0.25, 3);
    expect(nearestOnRoute(there, point, 0.5 * DEGREE).along / DEGREE).toBeCloseTo(1.75, 3);
  });

  it('is exact on a line of many short segments', () => {
    const dense = line(...Array.from({ length: 201 }, (_, i): Position => [10, 50 + i / 10_000]));
    for (const share of [0, 0.0031, 0.01, 0.02]) {
      const { along } = nearestOnRoute(dense, { latitude: 50 + share, longitude: 10 });
      expect(along).toBeCloseTo(share * DEGREE, 2);
    }
  });

  it('stays within the stretch that is asked for', () => {
    const route = line([10, 50], [10, 51]);
    const { along, aside } = nearestOnRoute(route, { latitude: 50.75, longitude: 10 }, 0, 0.5 * DEGREE);
    expect(along / DEGREE).toBeCloseTo(0.5, 6);
    expect(aside / DEGREE).toBeCloseTo(0.25, 3);
  });

  it('goes on over the antimeridian', () => {
    const route = line([179, 0], [-179, 0]);
    for (const longitude of [-179.5, 180.5]) expect(nearestOnRoute(route, { latitude: 0, longitude }).along / DEGREE).toBeCloseTo(1.5, 3);
    expect(lengthOfRoute(route) / DEGREE).toBeCloseTo(2, 4);
  });
});
