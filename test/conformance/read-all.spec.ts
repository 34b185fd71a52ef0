import { type AllStreamRecordedEvent, BACKWARDS, END, type Position } from '@eventstore/db-client';
import { collect, events, uniqueStream } from './support/events';
import { useTarget } from './support/target';

const target = useTarget();
const positionsOf = async (stream: string): Promise<Position[]> =>
  (await collect(target.client.readStream(stream))).map(({ event }) => (event as AllStreamRecordedEvent).position);

async function written(count: number): Promise<{ stream: string; positions: Position[] }> {
  const stream = uniqueStream();
  await target.client.appendToStream(stream, events(count));
  return { stream, positions: await positionsOf(stream) };
}

test('positions rise strictly, are never 0, and commit equals prepare', async () => {
  const { positions } = await written(5);
  positions.forEach(({ commit, prepare }, i) => {
    expect(commit).toBeGreaterThan(i === 0 ? 0n : (positions[i - 1]?.commit as bigint));
    expect(prepare).toBe(commit);
  });
});

test('forwards includes the record at the position', async () => {
  const { stream, positions } = await written(3);
  const read = await collect(target.client.readAll({ fromPosition: positions[1] as Position, maxCount: 2 }));
  expect(read.map(({ event }) => [event?.streamId, event?.revision])).toEqual([
    [stream, 1n],
    [stream, 2n],
  ]);
  expect(read.map(({ commitPosition }) => commitPosition)).toEqual([positions[1]?.commit, positions[2]?.commit]);
});

test('forwards from past the end is empty', async () => {
  const { positions } = await written(1);
  const far = (positions[0]?.commit as bigint) + 1_000_000_000_000n;
  expect(await collect(target.client.readAll({ fromPosition: { commit: far, prepare: far }, maxCount: 5 }))).toEqual([]);
});

test('backwards excludes the record at the position', async () => {
  const { stream, positions } = await written(3);
  const read = await collect(target.client.readAll({ direction: BACKWARDS, fromPosition: positions[2] as Position, maxCount: 2 }));
  expect(read.map(({ event }) => [event?.streamId, event?.revision])).toEqual([
    [stream, 1n],
    [stream, 0n],
  ]);
});

test('backwards from the end starts with the newest', async () => {
  const { positions } = await written(2);
  const read = await collect(target.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 50 }));
  const commits = read.map(({ event }) => (event as AllStreamRecordedEvent).position.commit);
  expect(commits).toContain(positions[1]?.commit);
  expect(commits).toEqual([...commits].sort((a, b) => (a < b ? 1 : -1)));
});

test('shows everything: deleted, truncated and tombstoned streams, metadata and tombstones', async () => {
  const { stream: first, positions } = await written(2);
  const { stream: truncated } = await written(2);
  const { stream: dead } = await written(1);
  await target.client.deleteStream(first);
  await target.client.setStreamMetadata(truncated, { truncateBefore: 1 });
  const { position } = await target.client.tombstoneStream(dead);
  const seen: string[] = [];
  for await (const { event } of target.client.readAll({ fromPosition: positions[0] as Position })) {
    if (event && [first, truncated, dead].some((name) => event.streamId.endsWith(name)))
      seen.push(`${event.streamId.replace(/conf.*/, '')}${event.type}`);
    if ((event as AllStreamRecordedEvent).position.commit >= (position?.commit as bigint)) break;
  }
  expect(seen).toEqual(['Tested', 'Tested', 'Tested', 'Tested', 'Tested', '$$$metadata', '$$$metadata', '$streamDeleted']);
});
