import { END, type Position, START } from '@eventstore/db-client';
import { event, events, uniqueStream } from './support/events';
import { Recorder } from './support/recorder';
import { useTarget } from './support/target';

const target = useTarget();

async function streamOf(count: number): Promise<string> {
  const stream = uniqueStream();
  await target.client.appendToStream(stream, events(count));
  return stream;
}

describe('a subscription to a stream', () => {
  test('tells: confirmed, what is there, caught up, what comes', async () => {
    const stream = await streamOf(2);
    const recorder = new Recorder(target.client.subscribeToStream(stream, { fromRevision: START }));
    await recorder.saw('caughtUp');
    await target.client.appendToStream(stream, event(undefined, 'Live'));
    await recorder.saw('Live');
    expect(recorder.story).toEqual(['confirmation', 'Tested', 'Tested', 'caughtUp', 'Live']);
    expect(recorder.revisions).toEqual([0, 1, 2]);
    await recorder.stop();
  });

  test('begins behind the given revision', async () => {
    const stream = await streamOf(4);
    const recorder = new Recorder(target.client.subscribeToStream(stream, { fromRevision: 1n }));
    await recorder.saw('caughtUp');
    expect(recorder.revisions).toEqual([2, 3]);
    await recorder.stop();
  });

  test('from the end gets only what is new', async () => {
    const stream = await streamOf(3);
    const recorder = new Recorder(target.client.subscribeToStream(stream, { fromRevision: END }));
    await recorder.saw('caughtUp');
    await target.client.appendToStream(stream, event());
    await recorder.until(({ revisions }) => revisions.length > 0);
    expect(recorder.revisions).toEqual([3]);
    await recorder.stop();
  });

  test('waits for a stream that does not exist', async () => {
    const stream = uniqueStream();
    const recorder = new Recorder(target.client.subscribeToStream(stream, { fromRevision: START }));
    await recorder.saw('confirmation');
    await target.client.appendToStream(stream, events(2));
    await recorder.until(({ revisions }) => revisions.length === 2);
    expect(recorder.revisions).toEqual([0, 1]);
    // It is not told that it has caught up with what does not exist.
    expect(recorder.story.slice(0, 2)).toEqual(['confirmation', 'Tested']);
    await recorder.stop();
  });

  test('of a tombstoned stream is an error', async () => {
    const stream = uniqueStream();
    await target.client.tombstoneStream(stream);
    const recorder = new Recorder(target.client.subscribeToStream(stream, { fromRevision: START }));
    await recorder.saw('error:stream-deleted');
    expect(recorder.events).toEqual([]);
  });

  test('ends with the tombstone, and says so', async () => {
    const stream = await streamOf(1);
    const recorder = new Recorder(target.client.subscribeToStream(stream, { fromRevision: START }));
    await recorder.saw('caughtUp');
    await target.client.tombstoneStream(stream);
    await recorder.saw('error:stream-deleted');
    expect(recorder.story).toEqual(['confirmation', 'Tested', 'caughtUp', '$streamDeleted', 'error:stream-deleted']);
  });

  test('goes on over a soft delete with what comes after', async () => {
    const stream = await streamOf(1);
    const recorder = new Recorder(target.client.subscribeToStream(stream, { fromRevision: START }));
    await recorder.saw('caughtUp');
    await target.client.deleteStream(stream);
    await target.client.appendToStream(stream, event(undefined, 'Again'));
    await recorder.saw('Again');
    expect(recorder.revisions).toEqual([0, 1]);
    await recorder.stop();
  });
});

describe('a subscription to $all', () => {
  test('from the end gets what is new, in order, with rising positions', async () => {
    const stream = uniqueStream();
    const recorder = new Recorder(target.client.subscribeToAll({ fromPosition: END }));
    await recorder.saw('caughtUp');
    await Promise.all(Array.from({ length: 40 }, () => target.client.appendToStream(stream, events(2))));
    const ours = (seen: Recorder) => seen.events.filter(({ event: found }) => found?.streamId === stream);
    await recorder.until((seen) => ours(seen).length === 80);
    expect(ours(recorder).map(({ event: found }) => Number(found?.revision))).toEqual(Array.from({ length: 80 }, (_, i) => i));
    const commits = recorder.events.map(({ commitPosition }) => commitPosition as bigint);
    expect(commits.every((commit, i) => i === 0 || commit > (commits[i - 1] as bigint))).toBe(true);
    await recorder.stop();
  });

  test('begins behind the given position', async () => {
    const stream = uniqueStream();
    const { position } = await target.client.appendToStream(stream, event(undefined, 'Before'));
    await target.client.appendToStream(stream, event(undefined, 'After'));
    const recorder = new Recorder(target.client.subscribeToAll({ fromPosition: position as Position }));
    await recorder.saw('After');
    expect(recorder.events.some(({ commitPosition }) => (commitPosition as bigint) <= (position?.commit as bigint))).toBe(false);
    await recorder.stop();
  });

  test('is caught up only after everything that was there', async () => {
    const { position } = await target.client.appendToStream(uniqueStream(), event());
    const last = await target.client.appendToStream(uniqueStream(), events(300, 'Earlier'));
    const recorder = new Recorder(target.client.subscribeToAll({ fromPosition: position as Position }));
    await recorder.saw('caughtUp');
    const before = recorder.story.slice(0, recorder.story.indexOf('caughtUp'));
    expect(before.filter((entry) => entry === 'Earlier')).toHaveLength(300);
    expect(recorder.events.some(({ commitPosition }) => commitPosition === last.position?.commit)).toBe(true);
    await recorder.stop();
  });

  test('loses nothing between catch-up and live', async () => {
    const stream = uniqueStream();
    const { position } = await target.client.appendToStream(stream, event());
    const writing = Array.from({ length: 200 }, () => target.client.appendToStream(stream, event()));
    const recorder = new Recorder(target.client.subscribeToAll({ fromPosition: position as Position }));
    await Promise.all(writing);
    const ours = (seen: Recorder) => seen.events.filter(({ event: found }) => found?.streamId === stream);
    await recorder.until((seen) => ours(seen).length >= 200);
    expect(ours(recorder).map(({ event: found }) => Number(found?.revision))).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    await recorder.stop();
  });

  test('of a slow reader is held back, not dropped', async () => {
    const stream = uniqueStream();
    const { position } = await target.client.appendToStream(stream, event());
    await target.client.appendToStream(stream, events(1000));
    const subscription = target.client.subscribeToAll({ fromPosition: position as Position }, { highWaterMark: 2 });
    const seen: number[] = [];
    for await (const { event: found } of subscription) {
      if (seen.length === 20) await target.client.appendToStream(stream, event());
      if (found?.streamId === stream) seen.push(Number(found.revision));
      if (seen.length === 1001) break;
    }
    expect(seen).toEqual(Array.from({ length: 1001 }, (_, i) => i + 1));
  });
});
