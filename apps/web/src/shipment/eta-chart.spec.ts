import { chartOf, HEIGHT, WIDTH } from './eta-chart';

const MINUTE = 60_000;
const predicted = (at: number, p50: number, spread: number) => ({
  at: at * MINUTE,
  p10: (p50 - spread) * MINUTE,
  p50: p50 * MINUTE,
  p90: (p50 + spread) * MINUTE,
});

it('goes from the first prediction to the last, with later arrivals higher', () => {
  const chart = chartOf([predicted(0, 100, 20), predicted(30, 110, 10), predicted(60, 100, 0)], undefined);
  expect(chart?.line).toBe(`0,${HEIGHT / 2} ${WIDTH / 2},35 ${WIDTH},${HEIGHT / 2}`);
  expect(chart?.area).toBe('0,140 240,70 480,70 480,70 240,0 0,0');
  expect([chart?.earliest, chart?.latest]).toEqual([80 * MINUTE, 120 * MINUTE]);
});

it('makes room for the planned arrival', () => {
  expect(chartOf([predicted(0, 100, 10), predicted(1, 100, 10)], 90 * MINUTE)?.planned).toBe(HEIGHT);
  expect(chartOf([predicted(0, 100, 10), predicted(1, 100, 10)], 200 * MINUTE)?.planned).toBe(0);
});

it('draws nothing of one prediction, and something of equal ones', () => {
  expect(chartOf([predicted(0, 100, 10)], undefined)).toBeUndefined();
  expect(chartOf([], undefined)).toBeUndefined();
  expect(chartOf([predicted(0, 100, 0), predicted(0, 100, 0)], undefined)?.line).not.toContain('NaN');
});
