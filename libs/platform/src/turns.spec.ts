import { setImmediate as otherWork } from 'node:timers/promises';
import { atOnce, type Steps, Turns } from './turns';

/** Work of so many milliseconds in steps of one. */
function* busy(milliseconds: number): Steps<number> {
  for (let step = 0; step < milliseconds; step++) {
    const end = performance.now() + 1;
    while (performance.now() < end);
    yield;
  }
  return milliseconds;
}

/** How often all else had its turn while some works went on. */
async function turnsDuring(works: readonly Promise<unknown>[]): Promise<number> {
  let [turns, isOver] = [0, false];
  const all = Promise.all(works).then(() => {
    isOver = true;
  });
  while (!isOver) {
    await otherWork();
    turns += 1;
  }
  await all;
  return turns;
}

describe('long work', () => {
  it('lets all else go on between its turns', async () => {
    expect(await turnsDuring([new Turns().through(busy(200))])).toBeGreaterThanOrEqual(8);
  });

  it('does so also when many go on at the same time: they share a turn', async () => {
    const turns = new Turns();
    expect(await turnsDuring(Array.from({ length: 16 }, () => turns.through(busy(20))))).toBeGreaterThanOrEqual(12);
  });

  it('comes to its end', async () => {
    expect(await new Turns().through(busy(30))).toBe(30);
    expect(atOnce(busy(3))).toBe(3);
    await expect(
      new Turns().through(
        (function* (): Steps<void> {
          yield;
          throw new Error('no');
        })(),
      ),
    ).rejects.toThrow('no');
  });
});
