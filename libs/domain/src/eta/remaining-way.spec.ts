import type { LineString } from '@waybill/events';
import fc from 'fast-check';
import { DEFAULT_RULES } from '../exceptions';
import { at, fixAt, type Metres } from '../geofences/fixtures';
import { leftByPlaces, leftOnRoute, type Progress, stepProgress } from './remaining-way';

const KM = 1_000;
const route = (...corners: Metres[]): LineString => ({
  type: 'LineString',
  coordinates: corners.map((corner) => [at(corner).longitude, at(corner).latitude]),
});
/** Kilometres along the route after each of some places, a minute apart. */
function along(line: LineString, ...places: Metres[]): number[] {
  let progress: Progress | undefined;
  return places.map((place, minute) => {
    progress = stepProgress(line, progress, fixAt(minute * 60, place, { id: `${minute}` }), DEFAULT_RULES.confirm);
    return Math.round(progress.along / 100) / 10;
  });
}
const north = (km: number, east = 0): Metres => [east, km * KM];

describe('progress along a route', () => {
  it('does not jump where the line crosses itself', () => {
    // North, round to the east, and back over the same place to the west: the crossing is at km 5 and at km 15.
    const loop = route([0, 0], [0, 10 * KM], [-2.5 * KM, 10 * KM], [-2.5 * KM, 5 * KM], [10 * KM, 5 * KM]);
    expect(along(loop, north(4), north(5), north(6))).toEqual([4, 5, 6]);
  });

  it('does not jump where the line comes back beside itself', () => {
    const hairpin = route([0, 0], [0, 20 * KM], [400, 20 * KM], [400, 0]);
    expect(along(hairpin, north(4), north(5, 180), north(6, 220), north(7))).toEqual([4, 5, 6, 7]);
  });

  it('goes on along the way back after the turn', () => {
    const thereAndBack = route([0, 0], [0, 20 * KM], [0, 0]);
    expect(along(thereAndBack, north(18), north(19.5), north(19), north(17))).toEqual([18, 19.5, 21, 23]);
  });

  it('loses nothing by one fix astray, and way by fixes that agree', () => {
    const straight = route([0, 0], [0, 50 * KM]);
    expect(along(straight, north(20), north(12), north(21))).toEqual([20, 20, 21]);
    expect(along(straight, north(20), north(18), north(16))).toEqual([20, 20, 16]);
  });

  it('goes on beside the line on a detour', () => {
    const straight = route([0, 0], [0, 50 * KM]);
    expect(along(straight, north(20), north(21, 3 * KM), north(22.5, 3 * KM), north(24))).toEqual([20, 21, 22.5, 24]);
  });

  it('never goes back while the shipment goes forward, however its fixes waver', () => {
    const bend = route([0, 0], [0, 30 * KM], [30 * KM, 30 * KM]);
    const wavering = fc.array(fc.tuple(fc.integer({ min: 0, max: 1_500 }), fc.integer({ min: -150, max: 150 })), {
      minLength: 2,
      maxLength: 20,
    });
    fc.assert(
      fc.property(wavering, (steps) => {
        let way = 0;
        const places = steps.map(([step, aside]) => {
          way += step;
          return north(way / KM, aside);
        });
        const progress = along(bend, ...places);
        for (let i = 1; i < progress.length; i++) expect(progress[i]).toBeGreaterThanOrEqual(progress[i - 1] as number);
      }),
    );
  });
});

describe('the way left', () => {
  const goal = at(north(50));
  it('is what is left of the route, with the way to it and from its end', () => {
    const straight = route([0, 0], [0, 48 * KM]);
    expect(leftOnRoute(straight, { along: 20 * KM, aside: 100 }, goal)).toBeCloseTo(30.1 * KM, -2);
  });
  it('is longer than the great circle on roads, less so at sea, and the same in the air', () => {
    const left = (mode?: 'road' | 'sea' | 'air') => leftByPlaces(at(north(0)), [goal], mode) / KM;
    expect([left('road'), left(), left('sea'), left('air')].map((km) => Math.round(km * 10) / 10)).toEqual([62.5, 62.5, 55, 50]);
    expect(leftByPlaces(at(north(0)), [at(north(60)), goal], 'sea') / KM).toBeCloseTo(77, 0);
  });
});
