import { BACKWARDS, END, type Position, START } from '@eventstore/db-client';
import { collect, event, events, linkTo, rawMetadata, revisions, uniqueStream } from './support/events';
import { Recorder } from './support/recorder';
import { useTarget } from './support/target';

/* What `$maxCount`, `$tb` and `$maxAge` do besides bounding a plain read, for which see read.spec.ts. */
const target = useTarget();

async function bounded(count: number, metadata: Record<string, unknown>): Promise<string> {
  const stream = uniqueStream();
  await target.client.appendToStream(stream, events(count));
  await rawMetadata(target.client, stream, metadata);
  return stream;
}

describe.each([
  { what: '$maxCount', metadata: { $maxCount: 2 }, sees: [3, 4] },
  { what: '$tb', metadata: { $tb: 3 }, sees: [3, 4] },
  { what: '$tb beyond the end', metadata: { $tb: 9 }, sees: [] },
  { what: 'a $tb that is no number', metadata: { $tb: 'all' }, sees: [0, 1, 2, 3, 4] },
  { what: 'a $maxAge that is no whole number', metadata: { $maxAge: 0.5 }, sees: [0, 1, 2, 3, 4] },
  { what: 'metadata that is none', metadata: { $maxCount: null, $tb: [], $maxAge: {} }, sees: [0, 1, 2, 3, 4] },
])('$what', ({ metadata, sees }) => {
  test('holds for a subscription from the start, and for what its links lead to', async () => {
    const stream = await bounded(5, metadata);
    const links = uniqueStream('links');
    await target.client.appendToStream(
      links,
      [0, 1, 2, 3, 4].map((n) => linkTo(stream, n)),
    );
    const recorder = new Recorder(target.client.subscribeToStream(stream, { fromRevision: START }));
    await recorder.saw('caughtUp');
    expect(recorder.revisions).toEqual(sees);
    await recorder.stop();
    const resolved = await collect(target.client.readStream(links, { resolveLinkTos: true }));
    expect(resolved.flatMap(({ event: found }) => (found ? [Number(found.revision)] : []))).toEqual(sees);
    expect(resolved).toHaveLength(5);
  });

  test('holds for reads that begin within, before and behind it', async () => {
    const stream = await bounded(5, metadata);
    for (const from of [0, 2, 4]) {
      const options = { fromRevision: BigInt(from) };
      expect(await revisions(target.client.readStream(stream, options))).toEqual(sees.filter((n) => n >= from));
      expect(await revisions(target.client.readStream(stream, { ...options, direction: BACKWARDS }))).toEqual(
        sees.filter((n) => n <= from).reverse(),
      );
    }
  });
});

test('$maxCount moves with the stream, $tb does not, and $all shows everything still', async () => {
  const stream = uniqueStream();
  const first = await target.client.appendToStream(stream, events(3));
  await target.client.setStreamMetadata(stream, { maxCount: 2 });
  await target.client.appendToStream(stream, events(2));
  expect(await revisions(target.client.readStream(stream))).toEqual([3, 4]);
  await target.client.setStreamMetadata(stream, { truncateBefore: 2 });
  await target.client.appendToStream(stream, event());
  expect(await revisions(target.client.readStream(stream))).toEqual([2, 3, 4, 5]);
  const all = await collect(target.client.readAll({ fromPosition: first.position as Position, maxCount: 6 }));
  expect(all.filter(({ event: found }) => found?.streamId === stream).map(({ event: found }) => Number(found?.revision))).toEqual([
    2, 3, 4, 5,
  ]);
});

test('numbers go on behind everything that is hidden, and a write is still recognised', async () => {
  const stream = await bounded(3, { $tb: 3 });
  const again = event();
  expect(await target.client.appendToStream(stream, again, { expectedRevision: 2n })).toMatchObject({ nextExpectedRevision: 3n });
  expect(await target.client.appendToStream(stream, again, { expectedRevision: 2n })).toMatchObject({ nextExpectedRevision: 3n });
  expect(await revisions(target.client.readStream(stream))).toEqual([3]);
});

test('$maxAge: what has grown too old is gone from reads, subscriptions and links alike', async () => {
  const stream = await bounded(2, { $maxAge: 1 });
  const links = uniqueStream('links');
  await target.client.appendToStream(links, linkTo(stream, 1));
  while ((await revisions(target.client.readStream(stream))).length > 0);
  await target.client.appendToStream(stream, event(undefined, 'Young'));
  expect(await revisions(target.client.readStream(stream, { direction: BACKWARDS, fromRevision: END }))).toEqual([2]);
  const recorder = new Recorder(target.client.subscribeToStream(stream, { fromRevision: START }));
  await recorder.saw('Young');
  expect(recorder.revisions).toEqual([2]);
  await recorder.stop();
  const [link] = await collect(target.client.readStream(links, { resolveLinkTos: true }));
  expect([link?.event, link?.link?.revision]).toEqual([undefined, 0n]);
});
