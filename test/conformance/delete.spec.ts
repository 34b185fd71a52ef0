import { ANY, BACKWARDS, END, type ExpectedRevision, NO_STREAM, WrongExpectedVersionError } from '@eventstore/db-client';
import { collect, event, events, outcome, rawMetadata, uniqueStream } from './support/events';
import { useTarget } from './support/target';

const target = useTarget();
const OPERATIONS = [
  {
    operation: 'delete',
    remove: (stream: string, expectedRevision: ExpectedRevision) => target.client.deleteStream(stream, { expectedRevision }),
  },
  {
    operation: 'tombstone',
    remove: (stream: string, expectedRevision: ExpectedRevision) => target.client.tombstoneStream(stream, { expectedRevision }),
  },
];

interface Row {
  readonly expected: ExpectedRevision;
  readonly count: number;
  readonly versions?: Readonly<Record<string, bigint>>;
}

describe.each(OPERATIONS)('$operation', ({ remove }) => {
  test.each<Row>([
    { expected: ANY, count: 2 },
    { expected: 1n, count: 2 },
  ])('accepts $expected for a stream of $count events and answers a position in the log', async ({ expected, count }) => {
    const stream = uniqueStream();
    const last = await target.client.appendToStream(stream, events(count));
    const { position } = await remove(stream, expected);
    expect(position?.commit).toBeGreaterThan(last.position?.commit as bigint);
    expect(position?.prepare).toBe(position?.commit);
  });

  test.each<Row>([
    { expected: NO_STREAM, count: 1, versions: { expectedVersion: -1n, actualVersion: 0n } },
    { expected: 0n, count: 2, versions: { expectedVersion: 0n, actualVersion: 1n } },
    { expected: 4n, count: 1, versions: { expectedVersion: 4n, actualVersion: 0n } },
    { expected: 0n, count: 0, versions: { expectedVersion: 0n, actualVersion: -1n } },
  ])('refuses $expected for a stream of $count events', async ({ expected, count, versions }) => {
    const stream = uniqueStream();
    if (count > 0) await target.client.appendToStream(stream, events(count));
    const error = await remove(stream, expected).catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(WrongExpectedVersionError);
    expect(error).toMatchObject({ streamName: stream, ...versions });
  });

  test('refuses a tombstoned stream', async () => {
    const stream = uniqueStream();
    await target.client.tombstoneStream(stream);
    const error = await remove(stream, ANY).catch((refusal: unknown) => refusal);
    expect(error).toMatchObject({ type: 'stream-deleted', streamName: stream });
  });
});

describe('soft delete', () => {
  test('of a stream that never was is refused, whatever is expected', async () => {
    const stream = uniqueStream();
    const error = await target.client.deleteStream(stream, { expectedRevision: ANY }).catch((refusal: unknown) => refusal);
    expect(error).toMatchObject({ type: 'wrong-expected-version', actualVersion: -1n });
  });

  test('of a stream with metadata only is accepted', async () => {
    const stream = uniqueStream();
    await target.client.setStreamMetadata(stream, { custom: 'x' });
    expect(await outcome(target.client.deleteStream(stream))).toHaveProperty('position');
  });

  test('hides the stream, replaces its metadata, and may be repeated', async () => {
    const stream = uniqueStream();
    await target.client.appendToStream(stream, events(2));
    await rawMetadata(target.client, stream, { $maxCount: 5, custom: 'gone' });
    await target.client.deleteStream(stream);
    expect(await outcome(collect(target.client.readStream(stream)))).toBe('stream-not-found');
    const [newest] = await collect(target.client.readStream(`$$${stream}`, { direction: BACKWARDS, fromRevision: END, maxCount: 1 }));
    expect(Object.keys(newest?.event?.data as object)).toEqual(['$tb']);
    expect(await outcome(target.client.deleteStream(stream))).toHaveProperty('position');
  });
});

describe('tombstone', () => {
  test('is allowed for a stream that never was, and final', async () => {
    const stream = uniqueStream();
    expect(await target.client.tombstoneStream(stream, { expectedRevision: NO_STREAM })).toHaveProperty('position');
    for (const forbidden of [
      (): Promise<unknown> => collect(target.client.readStream(stream)),
      () => collect(target.client.readStream(`$$${stream}`)),
      () => target.client.appendToStream(stream, event()),
      () => target.client.deleteStream(stream),
      () => target.client.tombstoneStream(stream),
    ]) {
      expect(await outcome(forbidden())).toBe('stream-deleted');
    }
  });

  test('leaves a record of its own in the log, numbered int64 max', async () => {
    const stream = uniqueStream();
    const { position } = await target.client.tombstoneStream(stream);
    const [record] = await collect(target.client.readAll({ fromPosition: position as { commit: bigint; prepare: bigint }, maxCount: 1 }));
    expect(record?.event).toMatchObject({ type: '$streamDeleted', streamId: stream, revision: 2n ** 63n - 1n });
  });
});
