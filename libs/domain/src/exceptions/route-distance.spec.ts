import type { LineString } from '@waybill/events';
import fc from 'fast-check';
import { metresBetween } from '../positions';
import { metresFromRoute, type Point } from './route-distance';

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
