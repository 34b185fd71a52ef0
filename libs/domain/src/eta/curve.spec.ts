import fc from 'fast-check';
import { curveAt, curveOf, identity, neverFalling } from './curve';

describe('curves', () => {
  it('say what goes with what, between and beyond the points', () => {
    const pairs = Array.from({ length: 600 }, (_, i) => [i / 100, 1 + i / 200] as const);
    const curve = curveOf(pairs);
    expect(curveAt(curve, 3)).toBeCloseTo(2.5, 1);
    expect(curveAt(curve, 16) - curveAt(curve, 15)).toBeCloseTo(1, 9);
    expect(curveAt(curve, -15) - curveAt(curve, -16)).toBeCloseTo(1, 9);
  });

  it('say nothing new from a few pairs', () => {
    expect(curveOf([[1, 5]])).toBe(identity);
    expect(curveAt(identity, 3.5)).toBe(3.5);
  });

  it('never fall', () => {
    const pair = fc.tuple(fc.double({ min: -3, max: 6, noNaN: true }), fc.double({ min: -3, max: 6, noNaN: true }));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 30, maxLength: 300 }), pair, (pairs, [a, b]) => {
        const curve = curveOf(pairs);
        expect(curveAt(curve, Math.max(a, b))).toBeGreaterThanOrEqual(curveAt(curve, Math.min(a, b)) - 1e-9);
      }),
    );
  });

  it('put together neighbours that fall, by their weights', () => {
    expect(neverFalling([1, 3, 2, 4], [1, 1, 1, 1])).toEqual([1, 2.5, 2.5, 4]);
    expect(neverFalling([3, 2, 1], [2, 1, 1])).toEqual([2.25, 2.25, 2.25]);
  });
});
