import { randomUUID } from 'node:crypto';
import {
  ANY,
  type AppendExpectedRevision,
  type EventData,
  NO_STREAM,
  STREAM_EXISTS,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { collect, event, events, outcome, revisions, uniqueStream } from './support/events';
import { useTarget } from './support/target';

/** Both ways to append must decide alike. Credentials in the call's options make the client use the older one. */
const RPCS = [
  { rpc: 'BatchAppend', options: {} },
  { rpc: 'Append', options: { credentials: { username: 'admin', password: 'changeit' } } },
] as const;

const target = useTarget();
const ids = Array.from({ length: 8 }, () => randomUUID());
type Step = (stream: string) => Promise<unknown>;

/** The event with the i-th id of this case: ids differ between cases, because a server may look them up across streams. */
const known = (stream: string, i: number): EventData => event(`${ids[i]?.slice(0, 24)}${stream.slice(11, 19)}0000`);
const write =
  (...which: number[]): Step =>
  (stream) =>
    target.client.appendToStream(
      stream,
      which.map((i) => known(stream, i)),
    );
const softDelete: Step = (stream) => target.client.deleteStream(stream);
const tombstone: Step = (stream) => target.client.tombstoneStream(stream);
const metadataOnly: Step = (stream) => target.client.setStreamMetadata(stream, { custom: 'x' });

interface Row {
  readonly when: string;
  readonly given?: readonly Step[];
  readonly expected: AppendExpectedRevision;
  /** Which of the known ids are sent. */
  readonly send: readonly number[];
  /** The new last revision, or the error. */
  readonly answer: number | 'wrong-expected-version' | 'stream-deleted';
  /** Events in the stream afterwards, where the answer does not say it. */
  readonly stored?: readonly number[];
}

const given = (...steps: Step[]): { given: readonly Step[] } => ({ given: steps });

const ROWS: readonly Row[] = [
  { when: 'tombstoned', ...given(write(0), tombstone), expected: ANY, send: [1], answer: 'stream-deleted' },
  { when: 'tombstoned without ever having existed', ...given(tombstone), expected: NO_STREAM, send: [1], answer: 'stream-deleted' },
  { when: 'soft-deleted', ...given(write(0), softDelete), expected: STREAM_EXISTS, send: [1], answer: 'stream-deleted' },
  { when: 'neither stream nor metadata exist', expected: STREAM_EXISTS, send: [0], answer: 'wrong-expected-version' },
  { when: 'only metadata exists', ...given(metadataOnly), expected: STREAM_EXISTS, send: [0], answer: 0, stored: [0] },
  { when: 'the stream exists', ...given(write(0)), expected: STREAM_EXISTS, send: [1], answer: 1, stored: [0, 1] },
  { when: 'the stream is missing', expected: ANY, send: [0], answer: 0, stored: [0] },
  { when: 'no id is known', ...given(write(0)), expected: ANY, send: [1, 2], answer: 2, stored: [0, 1, 2] },
  { when: 'only a later id is known', ...given(write(0)), expected: ANY, send: [1, 0], answer: 2, stored: [0, 1, 2] },
  { when: 'all ids are known', ...given(write(0, 1, 2)), expected: ANY, send: [0, 1, 2], answer: 2, stored: [0, 1, 2] },
  {
    when: 'the first one is sent again',
    ...given(write(0, 1, 2, 3, 4, 5)),
    expected: ANY,
    send: [0],
    answer: 0,
    stored: [0, 1, 2, 3, 4, 5],
  },
  { when: 'all ids are known, in another order', ...given(write(0, 1, 2)), expected: ANY, send: [2, 0, 1], answer: 1, stored: [0, 1, 2] },
  { when: 'all ids are known, one twice', ...given(write(0, 1)), expected: ANY, send: [1, 1, 0], answer: 0, stored: [0, 1] },
  { when: 'known ids, stream exists', ...given(write(0, 1)), expected: STREAM_EXISTS, send: [0, 1], answer: 1, stored: [0, 1] },
  { when: 'a later id is unknown', ...given(write(0)), expected: ANY, send: [0, 1], answer: 'wrong-expected-version', stored: [0] },
  {
    when: 'a later id is unknown, stream exists',
    ...given(write(0)),
    expected: STREAM_EXISTS,
    send: [0, 1],
    answer: 'wrong-expected-version',
  },
  { when: 'the same ids, no stream', ...given(write(0, 1)), expected: NO_STREAM, send: [0, 1], answer: 1, stored: [0, 1] },
  { when: 'a prefix of them, no stream', ...given(write(0, 1, 2)), expected: NO_STREAM, send: [0], answer: 0, stored: [0, 1, 2] },
  { when: 'ids behind revision 0', ...given(write(0, 1, 2)), expected: 0n, send: [1, 2], answer: 2, stored: [0, 1, 2] },
  { when: 'soft-deleted, new ids', ...given(write(0, 1), softDelete), expected: NO_STREAM, send: [2], answer: 2, stored: [2] },
  { when: 'soft-deleted, any', ...given(write(0, 1), softDelete), expected: ANY, send: [2], answer: 2, stored: [2] },
  { when: 'soft-deleted, at its last revision', ...given(write(0, 1), softDelete), expected: 1n, send: [2], answer: 2, stored: [2] },
  { when: 'other ids, no stream', ...given(write(0)), expected: NO_STREAM, send: [1], answer: 'wrong-expected-version', stored: [0] },
  { when: 'other ids behind revision 0', ...given(write(0, 1)), expected: 0n, send: [2], answer: 'wrong-expected-version', stored: [0, 1] },
  {
    when: 'a later id differs',
    ...given(write(0, 1)),
    expected: NO_STREAM,
    send: [0, 2],
    answer: 'wrong-expected-version',
    stored: [0, 1],
  },
  {
    when: 'stored ids and then new ones',
    ...given(write(0)),
    expected: NO_STREAM,
    send: [0, 1],
    answer: 'wrong-expected-version',
    stored: [0],
  },
  { when: 'no events, below the head', ...given(write(0, 1)), expected: 0n, send: [], answer: 'wrong-expected-version', stored: [0, 1] },
  { when: 'beyond the head', ...given(write(0)), expected: 5n, send: [1], answer: 'wrong-expected-version', stored: [0] },
  { when: 'a revision, but no stream', expected: 0n, send: [0], answer: 'wrong-expected-version' },
  { when: 'at the head', ...given(write(0)), expected: 0n, send: [1], answer: 1, stored: [0, 1] },
  { when: 'no stream, rightly', expected: NO_STREAM, send: [0, 1], answer: 1, stored: [0, 1] },
  { when: 'a known id at the head: stored twice', ...given(write(0)), expected: 0n, send: [0], answer: 1, stored: [0, 1] },
];

describe.each(RPCS)('$rpc decides', ({ options }) => {
  test.each(ROWS)('$when, expecting $expected -> $answer', async ({ given: steps = [], expected, send, answer, stored }) => {
    const stream = uniqueStream();
    for (const step of steps) await step(stream);
    const sent = send.map((i) => known(stream, i));
    const result = await outcome(target.client.appendToStream(stream, sent, { expectedRevision: expected, ...options }));
    if (typeof answer === 'number') expect(result).toMatchObject({ success: true, nextExpectedRevision: BigInt(answer) });
    else expect(result).toBe(answer);
    if (stored) expect(await revisions(target.client.readStream(stream))).toEqual(stored);
  });

  test('metadata of a tombstoned stream counts as tombstoned', async () => {
    const stream = uniqueStream();
    await target.client.tombstoneStream(stream);
    expect(await outcome(target.client.appendToStream(`$$${stream}`, event(), options))).toBe('stream-deleted');
  });

  test('a wrong version names what was expected and what is there', async () => {
    const stream = uniqueStream();
    await target.client.appendToStream(stream, events(2));
    const failing = (expectedRevision: AppendExpectedRevision, to = stream) =>
      target.client.appendToStream(to, event(), { expectedRevision, ...options }).catch((error: WrongExpectedVersionError) => error);
    expect(await failing(7n)).toMatchObject({ streamName: stream, expectedVersion: 7n, actualVersion: 1n });
    expect(await failing(NO_STREAM)).toMatchObject({ expectedVersion: 'no_stream', actualVersion: 1n });
    expect(await failing(3n, uniqueStream())).toMatchObject({ expectedVersion: 3n, actualVersion: 'no_stream' });
    expect(await failing(STREAM_EXISTS, uniqueStream())).toBeInstanceOf(WrongExpectedVersionError);
  });

  test('a write answers with the position of its last event, a repeated one with that of its own last event', async () => {
    const stream = uniqueStream();
    const sent = events(3);
    const first = await target.client.appendToStream(stream, sent, { expectedRevision: NO_STREAM, ...options });
    await target.client.appendToStream(stream, events(2));
    const read = await collect(target.client.readStream(stream));
    expect(first.position).toEqual(read[2]?.event?.position);
    const again = await target.client.appendToStream(stream, sent.slice(0, 2), { expectedRevision: NO_STREAM, ...options });
    expect(again).toMatchObject({ nextExpectedRevision: 1n, position: read[1]?.event?.position });
  });

  test('a repeated write to a stream that was soft-deleted since has no position', async () => {
    const stream = uniqueStream();
    const sent = events(2);
    await target.client.appendToStream(stream, sent, { expectedRevision: NO_STREAM });
    await target.client.deleteStream(stream);
    const again = await target.client.appendToStream(stream, sent, { expectedRevision: NO_STREAM, ...options });
    expect(again).toEqual({ success: true, nextExpectedRevision: 1n, position: undefined });
  });

  test('an append of no events is accepted and stores nothing', async () => {
    const stream = uniqueStream();
    expect(await outcome(target.client.appendToStream(stream, [], { expectedRevision: ANY, ...options }))).toMatchObject({ success: true });
    expect(await outcome(collect(target.client.readStream(stream)))).toBe('stream-not-found');
  });
});

describe('a write to a soft-deleted stream', () => {
  test('makes the next event the first visible one', async () => {
    const stream = uniqueStream();
    await target.client.appendToStream(stream, events(3));
    await target.client.deleteStream(stream);
    await target.client.appendToStream(stream, events(2));
    expect(await revisions(target.client.readStream(stream))).toEqual([3, 4]);
    const { metadata } = await target.client.getStreamMetadata(stream);
    expect(Number(metadata?.truncateBefore)).toBe(3);
  });

  test('to its metadata brings it back with all new properties', async () => {
    const stream = uniqueStream();
    await target.client.appendToStream(stream, events(2));
    await target.client.deleteStream(stream);
    await target.client.setStreamMetadata(stream, { maxCount: 10, custom: 'kept' });
    const { metadata } = await target.client.getStreamMetadata(stream);
    expect(metadata).toMatchObject({ maxCount: 10, custom: 'kept', truncateBefore: 2 });
    await target.client.appendToStream(stream, event());
    expect(await revisions(target.client.readStream(stream))).toEqual([2]);
  });
});
