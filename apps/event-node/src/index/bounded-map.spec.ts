import { BoundedMap } from './bounded-map';

test('keeps what is used, forgets what is not, and never grows beyond its bound', () => {
  const map = new BoundedMap<number, string>(100);
  for (let i = 0; i < 1000; i++) {
    map.set(i, `v${i}`);
    expect(map.get(0)).toBe('v0');
  }
  const kept = Array.from({ length: 1000 }, (_, i) => i).filter((i) => map.get(i) !== undefined);
  expect(kept.length).toBeLessThanOrEqual(100);
  expect(kept).toContain(999);
  expect(kept).not.toContain(500);
});

test('a value that is set again is the new one, whichever generation it was in', () => {
  const map = new BoundedMap<string, number>(4);
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['a', 4],
    ['d', 5],
  ] as const)
    map.set(key, value);
  expect(map.get('a')).toBe(4);
});
