import { MaxAppendSizeExceededError } from '@eventstore/db-client';
import { collect, event, eventOfSize, events, outcome, revisions, uniqueStream } from './support/events';
import { SERVERS } from './support/servers';
import { useTarget } from './support/target';

const LIMIT = SERVERS.embedded.appendLimit;
const TYPE = 'Large';
/** Newer servers count data, metadata and twice the type's length; older ones data only. Cases stay clear of the difference. */
const OVERHEAD = 2 * TYPE.length;
const RPCS = [
  { rpc: 'BatchAppend', options: {} },
  { rpc: 'Append', options: { credentials: { username: 'admin', password: 'changeit' } } },
] as const;
const target = useTarget();

describe.each(RPCS)('$rpc limits', ({ options }) => {
  test.each([
    { what: 'an event one byte below the limit', sizes: [LIMIT - OVERHEAD - 1] },
    { what: 'an event of exactly the limit', sizes: [LIMIT - OVERHEAD] },
    { what: 'events that add up to the limit', sizes: [LIMIT / 2 - OVERHEAD, LIMIT / 2 - OVERHEAD] },
  ])('accepts $what', async ({ sizes }) => {
    const stream = uniqueStream();
    await target.client.appendToStream(
      stream,
      sizes.map((size) => eventOfSize(size, TYPE)),
      options,
    );
    const read = await collect(target.client.readStream(stream));
    expect(read.map(({ event: found }) => (found?.data as Uint8Array | undefined)?.length)).toEqual(sizes);
  });

  test.each([
    { what: 'an event one byte above the limit', sizes: [LIMIT + 1] },
    { what: 'events that add up to more', sizes: [LIMIT / 2, LIMIT / 2 + 1] },
    { what: 'many events that add up to more', sizes: Array<number>(9).fill(LIMIT / 8) },
  ])('refuses $what, and stores nothing of it, unless it takes more', async ({ sizes }) => {
    const stream = uniqueStream();
    const large = sizes.map((size) => eventOfSize(size, TYPE));
    if (target.expects.appendLimit === undefined) {
      expect(await target.client.appendToStream(stream, large, options)).toMatchObject({ success: true });
      return expect(await revisions(target.client.readStream(stream))).toEqual(sizes.map((_, n) => n));
    }
    const error = await target.client.appendToStream(stream, large, options).catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(MaxAppendSizeExceededError);
    expect((error as MaxAppendSizeExceededError).maxAppendSize).toBe(LIMIT);
    expect(await outcome(collect(target.client.readStream(stream)))).toBe('stream-not-found');
  });

  test('goes on after a refusal', async () => {
    const stream = uniqueStream();
    await outcome(target.client.appendToStream(stream, eventOfSize(LIMIT + 1), { ...options, expectedRevision: 7n }));
    expect(await target.client.appendToStream(stream, event(), options)).toMatchObject({ success: true, nextExpectedRevision: 0n });
  });

  test('refuses an empty stream name and an empty event type', async () => {
    expect(typeof (await outcome(target.client.appendToStream('', event(), options)))).toBe('string');
    if (!('credentials' in options) && target.expects.answersNoTypeTwice) return;
    expect(typeof (await outcome(target.client.appendToStream(uniqueStream(), event(undefined, ''), options)))).toBe('string');
    expect(await outcome(target.client.appendToStream(uniqueStream(), event(), options))).toMatchObject({ success: true });
  });
});

test('a refused write does not disturb the others of its call', async () => {
  const [good, large] = [uniqueStream('good'), uniqueStream('large')];
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      outcome(target.client.appendToStream(i % 3 === 0 ? `${large}${i}` : good, i % 3 === 0 ? eventOfSize(LIMIT + 1) : event())),
    ),
  );
  const refused = answers.filter((answer) => answer === 'maximum-append-size-exceeded');
  expect(refused).toHaveLength(target.expects.appendLimit === undefined ? 0 : 10);
  expect(await revisions(target.client.readStream(good))).toHaveLength(20);
});

test('a write of many small events is one write', async () => {
  const stream = uniqueStream();
  await target.client.appendToStream(stream, events(2500), { batchAppendSize: 16 * 1024 });
  expect(await revisions(target.client.readStream(stream))).toEqual(Array.from({ length: 2500 }, (_, i) => i));
});
