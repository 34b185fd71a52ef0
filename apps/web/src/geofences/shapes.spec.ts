import { distanceMetres, polygonOf, ringAround } from './shapes';

it('draws a circle whose every corner is as far away as its radius', () => {
  for (const corner of ringAround(53.5, 10, 2_500)) expect(distanceMetres([10, 53.5], corner)).toBeCloseTo(2_500, 0);
});

it.each([
  [
    'clockwise',
    [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 0],
    ],
  ],
  [
    'anticlockwise',
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ],
  ],
])('winds a polygon that was clicked %s anticlockwise, and closes it', (_, corners) => {
  const [ring = []] = polygonOf(corners).coordinates;
  expect(ring).toHaveLength(5);
  expect(ring[4]).toEqual(ring[0]);
  const area = ring.slice(1).reduce((sum, [x = 0, y = 0], index) => sum + (ring[index]?.[0] ?? 0) * y - x * (ring[index]?.[1] ?? 0), 0);
  expect(area).toBeGreaterThan(0);
});
