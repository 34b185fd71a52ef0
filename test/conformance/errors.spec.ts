import { DeadlineExceededError, StreamDeletedError, StreamNotFoundError, UnknownError } from '@eventstore/db-client';
import { collect, event, events, outcome, revisions, uniqueStream } from './support/events';
import { Recorder } from './support/recorder';
import { useTarget } from './support/target';

const target = useTarget();
const failure = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

test('a tombstoned stream answers with the class that names it, in every call', async () => {
  const stream = uniqueStream();
  await target.client.tombstoneStream(stream);
  const calls: (() => Promise<unknown>)[] = [
    () => collect(target.client.readStream(stream)),
    () => target.client.appendToStream(stream, event()),
    () => target.client.appendToStream(stream, event(), { credentials: { username: 'admin', password: 'changeit' } }),
    () => target.client.deleteStream(stream),
  ];
  for (const call of calls) {
    const error = await failure(call());
    expect(error).toBeInstanceOf(StreamDeletedError);
    expect((error as StreamDeletedError).streamName).toBe(stream);
  }
});

test('a missing stream is a message, and the connection goes on', async () => {
  const stream = uniqueStream();
  expect(await failure(collect(target.client.readStream(stream)))).toBeInstanceOf(StreamNotFoundError);
  await target.client.appendToStream(stream, event());
  expect(await revisions(target.client.readStream(stream))).toEqual([0]);
});

test('a batch write whose deadline has passed times out and is not stored', async () => {
  const stream = uniqueStream();
  expect(await failure(target.client.appendToStream(stream, event(), { deadline: -5000 }))).toBeInstanceOf(DeadlineExceededError);
  expect(await outcome(collect(target.client.readStream(stream)))).toBe('stream-not-found');
  expect(await outcome(target.client.appendToStream(stream, event()))).toMatchObject({ success: true });
});

test('reading $all from where no record starts is an unknown error, or goes on with a later record', async () => {
  const { position } = await target.client.appendToStream(uniqueStream(), events(2));
  const between = { commit: (position?.commit as bigint) + 1n, prepare: (position?.prepare as bigint) + 1n };
  const read = await failure(collect(target.client.readAll({ fromPosition: between, maxCount: 1 })));
  if (!target.expects.readsBetweenRecords || !Array.isArray(read)) return expect(read).toBeInstanceOf(UnknownError);
  for (const { commitPosition } of read) expect(commitPosition).toBeGreaterThan(position?.commit as bigint);
});

test('a subscription to $all from an impossible position fails once', async () => {
  const impossible = { commit: 2n ** 64n - 2n, prepare: 2n ** 64n - 2n };
  const recorder = new Recorder(target.another().subscribeToAll({ fromPosition: impossible }));
  await recorder.until(({ story }) => story.some((entry) => entry.startsWith('error:')), 'the error');
  expect(recorder.story.filter((entry) => entry.startsWith('error:'))).toEqual(['error:unknown']);
});

test('errors and successes of one batch call reach their own writes, exactly once', async () => {
  const [dead, live] = [uniqueStream('dead'), uniqueStream('live')];
  await target.client.tombstoneStream(dead);
  const answers = await Promise.all(
    Array.from({ length: 120 }, (_, i) => {
      if (i % 4 === 0) return outcome(target.client.appendToStream(dead, event()));
      if (i % 4 === 1) return outcome(target.client.appendToStream(`${live}${i}`, event(), { expectedRevision: 9n }));
      if (i % 4 === 2) return outcome(target.client.appendToStream(live, event(), { deadline: -1000 }));
      return outcome(target.client.appendToStream(live, event()));
    }),
  );
  const kinds = ['stream-deleted', 'wrong-expected-version', 'deadline-exceeded', 'stored'];
  answers.forEach((answer, i) => {
    expect(typeof answer === 'string' ? answer : 'stored').toBe(kinds[i % 4]);
  });
  expect(await revisions(target.client.readStream(live))).toHaveLength(30);
});
