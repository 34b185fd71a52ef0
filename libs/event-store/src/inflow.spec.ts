import { PassThrough } from 'node:stream';
import { Inflow } from './inflow';

const source = (): PassThrough => new PassThrough({ objectMode: true, highWaterMark: 4 });
const inflow = (stream: PassThrough, limit = 100): Inflow<number> => new Inflow<number>(stream, limit, () => Promise.resolve());

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
    it.close();
    stream.emit('error', new Error('late'));
    expect(it.over).toBe(true);
    expect(await it.take(1000)).toEqual([]);
  });

  it('wakes who waits when it is closed, gives the call up once, and drains what still comes', async () => {
    const stream = source();
    let givenUp = 0;
    const giveUp = async (): Promise<void> => {
      givenUp += 1;
    };
    const it = new Inflow<number>(stream, 2, giveUp);
    for (const n of [1, 2, 3, 4]) stream.write(n);
    await new Promise(setImmediate);
    await it.take(1000);
    const waiting = it.take(60_000).then(() => it.take(60_000));
    it.close();
    it.close();
    await waiting;
    expect(givenUp).toBe(1);
    for (let n = 0; n < 50; n += 1) stream.write(n);
    await new Promise(setImmediate);
    expect(stream.readableLength).toBe(0);
  });
});
