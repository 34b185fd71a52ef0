import { accuracyByBucket, accuracyOf, chanceBetween, type Scored, worseThan } from './accuracy';

const MINUTE = 60_000;
/** In minutes: predicted at, said, and came. */
const scored = (trip: string, asOf: number, p50: number, arrival: number, window?: [number, number]): Scored => ({
  trip,
  asOf: asOf * MINUTE,
  p50: p50 * MINUTE,
  arrival: arrival * MINUTE,
  p10: window && window[0] * MINUTE,
  p90: window && window[1] * MINUTE,
});

describe('how good predictions were', () => {
  const some = [
    scored('a', 0, 100, 120, [90, 130]),
    scored('a', 30, 140, 120, [130, 160]),
    scored('a', 60, 121, 120, [118, 124]),
    scored('b', 0, 200, 300, [150, 320]),
  ];

  it('is told by errors, windows and flips', () => {
    expect(accuracyOf(some)).toEqual({
      trips: 2,
      predictions: 4,
      meanError: 141 / 4,
      bias: 99 / 4,
      medianError: 20,
      coverage: expect.closeTo(5 / 6, 9),
      width: 61.5,
      within15: 0.25,
      within30: 0.75,
      within60: 0.75,
      withinDay: 1,
      flips: 0.5,
    });
  });

  it('is not told of nothing, and without windows only of p50', () => {
    expect(accuracyOf([])).toBeUndefined();
    expect(accuracyOf([scored('a', 0, 10, 10)])).not.toHaveProperty('coverage');
  });

  it('is told by how far off the arrival was said to be', () => {
    expect(accuracyByBucket(some).map((one) => one?.predictions)).toEqual([undefined, 3, 1, undefined, undefined, undefined, undefined]);
    expect(accuracyByBucket([scored('a', 0, 59, 10), scored('a', 0, 60, 10)]).map((one) => one?.predictions)).toEqual([
      1,
      1,
      ...Array(5).fill(undefined),
    ]);
  });

  it('decides whether a model may take the place of the live one', () => {
    const live = accuracyOf(some);
    if (!live) throw new Error('nothing scored');
    expect(worseThan(live, live)).toEqual([]);
    expect(worseThan(live, { ...live, meanError: 30, coverage: 0.82 })).toEqual([]);
    expect(worseThan(live, { ...live, meanError: 36 })).toEqual(['mean absolute error 36.00 min, live 35.25 min']);
    expect(worseThan(live, { ...live, coverage: 0.99 })).toEqual(['windows hold 99.0 % of arrivals, live 83.3 %, and should hold 80 %']);
    expect(worseThan({ ...live, coverage: 0.81 }, { ...live, coverage: 0.78 })).toEqual([]);
    expect(worseThan(live, { ...live, meanError: 36 }, 1)).toEqual([]);
  });

  it('allow for chance: as much as trips differ among themselves, and the less the more trips there are', () => {
    const trips = (count: number, by: (i: number) => number) =>
      Array.from({ length: count }, (_, i) => scored(`t${i}`, 0, 100, 100 + by(i)));
    const chance = (count: number) =>
      chanceBetween(
        trips(count, (i) => 10 + (i % 2)),
        trips(count, () => 10),
      );
    expect(chance(400)).toBeCloseTo((1.645 * 0.5) / 20, 3);
    expect(chance(100) / chance(400)).toBeCloseTo(2, 1);
    expect(
      chanceBetween(
        trips(50, () => 12),
        trips(50, () => 10),
      ),
    ).toBe(0);
  });
});
