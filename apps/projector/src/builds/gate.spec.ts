import { EventEmitter, once } from 'node:events';
import { Gate } from './gate';

it('lets so many works go on at once, and the others in order, whatever becomes of those before', async () => {
  const gate = new Gate(2);
  const ends = new EventEmitter();
  const begun: number[] = [];
  const work = (n: number) =>
    gate.through(async () => {
      begun.push(n);
      const [failure] = await once(ends, `end ${n}`);
      if (failure) throw failure;
      return n;
    });
  const works = [0, 1, 2, 3].map(work);
  expect(begun).toEqual([0, 1]);
  ends.emit('end 1', new Error('broken'));
  await expect(works[1]).rejects.toThrow('broken');
  expect(begun).toEqual([0, 1, 2]);
  ends.emit('end 0');
  expect(await works[0]).toBe(0);
  expect(begun).toEqual([0, 1, 2, 3]);
  for (const n of [2, 3]) ends.emit(`end ${n}`);
  expect(await Promise.all([works[2], works[3]])).toEqual([2, 3]);
});
