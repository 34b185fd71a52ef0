import { BACKWARDS, binaryEvent, END, jsonEvent, START } from '@eventstore/db-client';
import { collect, event, events, outcome, rawMetadata, revisions, uniqueStream } from './support/events';
import { useTarget } from './support/target';

const target = useTarget();

async function streamOf(count: number): Promise<string> {
  const stream = uniqueStream();
  await target.client.appendToStream(stream, events(count));
  return stream;
}

describe('a stream', () => {
  test.each([
    { how: 'forwards from the start', options: {}, sees: [0, 1, 2, 3, 4] },
    { how: 'forwards from 2, inclusive', options: { fromRevision: 2n }, sees: [2, 3, 4] },
    { how: 'forwards, two events', options: { fromRevision: 1n, maxCount: 2 }, sees: [1, 2] },
    { how: 'forwards from past the end', options: { fromRevision: 9n }, sees: [] },
    { how: 'backwards from the end', options: { direction: BACKWARDS, fromRevision: END }, sees: [4, 3, 2, 1, 0] },
    { how: 'backwards from 2, inclusive', options: { direction: BACKWARDS, fromRevision: 2n }, sees: [2, 1, 0] },
    { how: 'backwards from past the end', options: { direction: BACKWARDS, fromRevision: 9n }, sees: [4, 3, 2, 1, 0] },
    { how: 'backwards from the start', options: { direction: BACKWARDS, fromRevision: START }, sees: [0] },
    { how: 'backwards, one event', options: { direction: BACKWARDS, fromRevision: END, maxCount: 1 }, sees: [4] },
  ] as const)('is read $how', async ({ options, sees }) => {
    expect(await revisions(target.client.readStream(await streamOf(5), options))).toEqual(sees);
  });

  test('cannot be read forwards from its end', async () => {
    const read = collect(target.client.readStream(await streamOf(2), { fromRevision: END }));
    await expect(read).rejects.toThrow(/Unexpected ReadStreamResult: Error/);
  });

  test('gives back what was written, with the positions of the append', async () => {
    const stream = uniqueStream('ünïcode');
    const before = Date.now() - 60_000;
    const json = jsonEvent({ type: 'Json', data: { text: 'häß 😀', list: [1, null] }, metadata: { who: 'me' } });
    const binary = binaryEvent({ type: 'Binary', data: Buffer.from([0, 255, 1]), metadata: Buffer.from([9]) });
    const { position } = await target.client.appendToStream(stream, [json, binary]);
    const [first, second] = await collect(target.client.readStream(stream));
    expect(first?.event).toMatchObject({
      id: json.id,
      streamId: stream,
      type: 'Json',
      isJson: true,
      revision: 0n,
      data: json.data,
      metadata: { who: 'me' },
    });
    expect(second?.event).toMatchObject({ id: binary.id, type: 'Binary', isJson: false, position });
    expect(Buffer.from(second?.event?.data as Uint8Array)).toEqual(Buffer.from([0, 255, 1]));
    expect(Buffer.from(second?.event?.metadata as Uint8Array)).toEqual(Buffer.from([9]));
    expect(first?.event?.created.getTime()).toBeGreaterThan(before);
  });

  test('without metadata has none, and empty data stays empty', async () => {
    const stream = uniqueStream();
    await target.client.appendToStream(stream, binaryEvent({ type: 'Empty', data: Buffer.alloc(0) }));
    const [read] = await collect(target.client.readStream(stream));
    expect((read?.event?.data as Uint8Array | undefined)?.length).toBe(0);
    expect(read?.event?.metadata).toBeUndefined();
  });

  test('of another name is another stream, also when one is a prefix or differs in case', async () => {
    const stream = uniqueStream();
    await Promise.all(
      [stream, `${stream}x`, stream.toUpperCase(), ` ${stream}`].map((name) => target.client.appendToStream(name, event())),
    );
    for (const name of [stream, `${stream}x`, stream.toUpperCase(), ` ${stream}`]) {
      expect(await revisions(target.client.readStream(name))).toEqual([0]);
    }
  });
});

describe('bounds', () => {
  test.each([
    { what: '$maxCount 2', metadata: { $maxCount: 2 }, sees: [3, 4] },
    { what: '$tb 3', metadata: { $tb: 3 }, sees: [3, 4] },
    { what: '$tb beyond the end', metadata: { $tb: 50 }, sees: [] },
    { what: '$tb and $maxCount, the stricter', metadata: { $tb: 1, $maxCount: 1 }, sees: [4] },
    { what: '$maxAge that has not passed', metadata: { $maxAge: 3600 }, sees: [0, 1, 2, 3, 4] },
    { what: '$maxCount of the wrong type', metadata: { $maxCount: '2' }, sees: [0, 1, 2, 3, 4] },
    { what: '$maxCount of the wrong sign', metadata: { $maxCount: -1 }, sees: [0, 1, 2, 3, 4] },
  ])('$what: forwards and backwards', async ({ metadata, sees }) => {
    const stream = await streamOf(5);
    await rawMetadata(target.client, stream, metadata);
    expect(await revisions(target.client.readStream(stream))).toEqual(sees);
    expect(await revisions(target.client.readStream(stream, { direction: BACKWARDS, fromRevision: END }))).toEqual([...sees].reverse());
  });

  test('$maxAge hides what is older', async () => {
    const stream = uniqueStream();
    const { position } = await target.client.appendToStream(stream, events(2));
    await rawMetadata(target.client, stream, { $maxAge: 1 });
    const [written] = await collect(target.client.readAll({ fromPosition: position as { commit: bigint; prepare: bigint }, maxCount: 1 }));
    const gone = (written?.event?.created.getTime() as number) + 1000;
    while (Date.now() <= gone + 20) await collect(target.client.readStream(stream));
    expect(await revisions(target.client.readStream(stream))).toEqual([]);
  });

  test('a metadata stream shows its newest event only', async () => {
    const stream = await streamOf(1);
    for (const maxCount of [1, 2, 3]) await target.client.setStreamMetadata(stream, { maxCount });
    expect(await revisions(target.client.readStream(`$$${stream}`))).toEqual([2]);
  });

  test('a soft-deleted stream and one without events are not found', async () => {
    const stream = await streamOf(1);
    await target.client.deleteStream(stream);
    expect(await outcome(collect(target.client.readStream(stream)))).toBe('stream-not-found');
    expect(await outcome(collect(target.client.readStream(uniqueStream())))).toBe('stream-not-found');
  });
});
