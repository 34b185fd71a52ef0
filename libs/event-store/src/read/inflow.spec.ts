import { PassThrough } from 'node:stream';
import type { ReadStream } from '../connection';
import { Inflow } from './inflow';

const source = (): PassThrough => new PassThrough({ objectMode: true, highWaterMark: 4 });
/** Numbers stand for answers. */
function inflow(stream: PassThrough, limit = 100) {
  const cancelled: number[] = [];
  const call = Object.assign(stream, { cancel: () => void cancelled.push(1) });
  return Object.assign(new Inflow(Promise.resolve(call as unknown as ReadStream), limit), { cancelled });
}

describe('an inflow', () => {
  it('hands over together what came together', async () => {
    const stream = source();
    const it = inflow(stream);
    const taking = it.take(1000);
    for (const n of [1, 2, 3]) stream.write(n);
    expect(await taking).toEqual([1, 2, 3]);
  });

  it('answers nothing when nothing comes in time', async () => {
    const it = inflow(source());
    expect(await it.take(5)).toEqual([]);
    expect(it.over).toBe(false);
  });

  it('takes in no more than its limit until the reader takes some', async () => {
    const stream = source();
    const it = inflow(stream, 3);
    let written = 1;
    while (stream.write(written) && written < 1000) written += 1;
    await new Promise(setImmediate);
    const first = await it.take(1000);
    expect(first).toEqual([1, 2, 3]);
    expect(written).toBeLessThan(20);
    expect((await it.take(1000))[0]).toBe(4);
  });

  it('throws what ended the stream, after everything before it', async () => {
    const stream = source();
    const it = inflow(stream);
    stream.write(1);
    await new Promise(setImmediate);
    stream.emit('error', new Error('broken'));
    expect(await it.take(1000)).toEqual([1]);
    await expect(it.take(1000)).rejects.toThrow('broken');
  });

  it('survives an error that comes after its end', async () => {
    const stream = source();
    const it = inflow(stream);
    await new Promise(setImmediate);
    it.close();
    stream.emit('error', new Error('late'));
    expect(it.over).toBe(true);
    expect(await it.take(1000)).toEqual([]);
  });

  it('wakes who waits when it is closed, gives the call up once, and drains what still comes', async () => {
    const stream = source();
    const it = inflow(stream, 2);
    for (const n of [1, 2, 3, 4]) stream.write(n);
    await new Promise(setImmediate);
    await it.take(1000);
    const waiting = it.take(60_000).then(() => it.take(60_000));
    it.close();
    it.close();
    await waiting;
    await new Promise(setImmediate);
    expect(it.cancelled).toHaveLength(1);
    for (let n = 0; n < 50; n += 1) stream.write(n);
    await new Promise(setImmediate);
    expect(stream.readableLength).toBe(0);
  });

  it('throws why its call could not be opened, and cancels one that opens after it was closed', async () => {
    const failed = new Inflow(Promise.reject(new Error('no node was found')), 100);
    await expect(failed.take(1000)).rejects.toThrow('no node was found');
    const late = inflow(source());
    late.close();
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(late.cancelled).toHaveLength(1);
  });
});
