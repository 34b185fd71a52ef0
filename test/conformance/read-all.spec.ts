import {
  type AllStreamRecordedEvent,
  BACKWARDS,
  type Direction,
  END,
  FORWARDS,
  type Position,
  type ReadPosition,
  type ResolvedEvent,
} from '@eventstore/db-client';
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

/** Everything from a position to the record at `to`. Others may be writing meanwhile, so it takes as many pages as it takes. */
async function page(direction: Direction, from: ReadPosition, to: Position): Promise<ResolvedEvent[]> {
  const found = new Map<bigint, ResolvedEvent>();
  let next = from;
  for (let known = -1; known < found.size && !found.has(to.commit); ) {
    known = found.size;
    for (const resolved of await collect(target.client.readAll({ direction, fromPosition: next, maxCount: 200 }))) {
      next = (resolved.event as AllStreamRecordedEvent).position;
      if (!found.has(to.commit)) found.set(next.commit, resolved);
    }
  }
  return [...found.values()];
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
  const commits = (await page(BACKWARDS, END, positions[0] as Position)).map(
    ({ event }) => (event as AllStreamRecordedEvent).position.commit,
  );
  expect(commits.slice(-2)).toEqual([positions[1]?.commit, positions[0]?.commit]);
  expect(commits).toEqual([...commits].sort((a, b) => (a < b ? 1 : -1)));
});

test('shows everything: deleted, truncated and tombstoned streams, metadata and tombstones', async () => {
  const { stream: first, positions } = await written(2);
  const { stream: truncated } = await written(2);
  const { stream: dead } = await written(1);
  await target.client.deleteStream(first);
  await target.client.setStreamMetadata(truncated, { truncateBefore: 1 });
  const { position } = await target.client.tombstoneStream(dead);
  const seen = (await page(FORWARDS, positions[0] as Position, position as Position))
    .map(({ event }) => event as AllStreamRecordedEvent)
    .filter(({ streamId }) => [first, truncated, dead].some((name) => streamId.endsWith(name)))
    .map(({ streamId, type }) => `${streamId.replace(/conf.*/, '')}${type}`);
  expect(seen).toEqual(['Tested', 'Tested', 'Tested', 'Tested', 'Tested', '$$$metadata', '$$$metadata', '$streamDeleted']);
});
