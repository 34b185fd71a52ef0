import { fix } from './fixtures';
import { ANY_MODE, impliedSpeed, isPlausible, limitsFor, MAX_ACCURACY_METRES, metresBetween, ROAD } from './plausibility';

const at = (latitude: number, longitude: number) => ({ latitude, longitude });

describe('distance', () => {
  it.each([
    ['Hamburg to Munich', at(53.5511, 9.9937), at(48.1372, 11.5756), 612_000, 1_000],
    ['across the date line', at(0, 179.99), at(0, -179.99), 2_224, 1],
    ['±180 is one meridian', at(10, 180), at(10, -180), 0, 0.001],
    ['antipodes', at(0, 0), at(0, 180), 20_015_115, 1],
    ['antipodes off the axes', at(35.7, -120.3), at(-35.7, 59.7), 20_015_115, 1],
    ['pole to pole', at(90, 0), at(-90, 77), 20_015_115, 1],
  ])('%s', (_name, from, to, metres, tolerance) => expect(Math.abs(metresBetween(from, to) - metres)).toBeLessThanOrEqual(tolerance));

  it('is a number between all antipodes', () => {
    for (let latitude = -90; latitude <= 90; latitude += 1.7)
      for (let longitude = -180; longitude <= 0; longitude += 3.3)
        expect(metresBetween(at(latitude, longitude), at(-latitude, longitude + 180))).toBeCloseTo(20_015_115, -1);
  });
});

describe('implied speed', () => {
  it('is metres per second, and never a division of nothing by nothing', () => {
    expect(impliedSpeed(fix(0, 0), fix(10, 250))).toBeCloseTo(25, 1);
    expect(impliedSpeed(fix(0, 0), fix(0, 250))).toBe(Number.POSITIVE_INFINITY);
    expect(impliedSpeed(fix(0, 0), fix(0, 0))).toBe(0);
    expect(impliedSpeed(fix(0, 0), fix(10, 0))).toBe(0);
    expect(impliedSpeed(fix(10, 0), fix(0, 250))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a move', () => {
  it('is held to 60 m/s on the road only, to 350 m/s else', () => {
    expect(limitsFor('road')).toBe(ROAD);
    for (const mode of ['rail', 'air', 'sea', 'parcel', undefined] as const) expect(limitsFor(mode)).toBe(ANY_MODE);
    expect(isPlausible(fix(0, 0), fix(60, 3_650), ROAD)).toBe(true);
    expect(isPlausible(fix(0, 0), fix(60, 3_750), ROAD)).toBe(false);
    expect(isPlausible(fix(0, 0), fix(60, 21_050), ANY_MODE)).toBe(true);
    expect(isPlausible(fix(0, 0), fix(60, 21_200), ANY_MODE)).toBe(false);
  });

  it('is excused by what both fixes do not know, up to a radio cell', () => {
    const vague = { accuracyMetres: 2_000 };
    expect(isPlausible(fix(0, 0, vague), fix(1, 4_000, vague), ROAD)).toBe(true);
    expect(isPlausible(fix(0, 0, vague), fix(1, 4_300, vague), ROAD)).toBe(false);
    expect(isPlausible(fix(0, 0), fix(1, MAX_ACCURACY_METRES + 1_000, { accuracyMetres: 10_000_000 }), ROAD)).toBe(false);
  });

  it('takes no time only over a short way', () => {
    expect(isPlausible(fix(0, 0), fix(0, 90), ROAD)).toBe(true);
    expect(isPlausible(fix(0, 0), fix(0, 110), ROAD)).toBe(false);
    expect(isPlausible(fix(0, 0), fix(0, 110, { accuracyMetres: 20 }), ROAD)).toBe(true);
  });
});
