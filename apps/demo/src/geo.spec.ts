import { between, distance, heading, shifted, wrapLongitude } from './geo';

const hamburg = { latitude: 53.5503, longitude: 9.992 };
const munich = { latitude: 48.1372, longitude: 11.5756 };

describe('geo', () => {
  it('measures great circles', () => {
    expect(distance(hamburg, munich) / 1000).toBeCloseTo(612.4, 0);
    expect(distance(hamburg, hamburg)).toBe(0);
  });

  it('goes the short way over the antimeridian', () => {
    const half = between({ latitude: 40, longitude: 170 }, { latitude: 42, longitude: -170 }, 0.75);
    expect(half).toEqual({ latitude: 41.5, longitude: -175 });
    expect(wrapLongitude(190)).toBe(-170);
  });

  it('knows the course', () => {
    expect(heading(hamburg, munich)).toBeCloseTo(169, 0);
    expect(heading(munich, { latitude: 49, longitude: 11.5756 })).toBeCloseTo(0, 5);
  });

  it('shifts by metres', () => {
    expect(distance(munich, shifted(munich, 300, -400))).toBeCloseTo(500, 0);
  });
});
