import { eventTypeFilter, excludeSystemEvents, type Filter, type Position, START, streamNameFilter } from '@eventstore/db-client';
import { event, events, uniqueStream } from './support/events';
import { Recorder } from './support/recorder';
import { useTarget } from './support/target';

const target = useTarget();

/** Three streams with two events each, and the position before them. */
async function scene(): Promise<{ from: Position; names: [string, string, string] }> {
  const { position } = await target.client.appendToStream(uniqueStream('before'), event());
  const names: [string, string, string] = [uniqueStream('one'), uniqueStream('two'), uniqueStream('three')];
  for (const name of names)
    await target.client.appendToStream(name, [event(undefined, `${name}-opened`), event(undefined, `${name}-closed`)]);
  return { from: position as Position, names };
}

const until = async (from: Position, filter: Filter): Promise<Recorder> => {
  const recorder = new Recorder(target.client.subscribeToAll({ fromPosition: from, filter }));
  await recorder.saw('caughtUp');
  await recorder.stop();
  return recorder;
};

describe('a filter', () => {
  test('by prefixes of the stream name', async () => {
    const { from, names } = await scene();
    const { events: seen } = await until(from, streamNameFilter({ prefixes: [names[0], names[2]] }));
    expect(seen.map(({ event: found }) => found?.streamId)).toEqual([names[0], names[0], names[2], names[2]]);
  });

  test('by a pattern of the stream name', async () => {
    const { from, names } = await scene();
    const { events: seen } = await until(from, streamNameFilter({ regex: `^${names[1]}$` }));
    expect(seen.map(({ event: found }) => found?.streamId)).toEqual([names[1], names[1]]);
  });

  test('by prefixes of the event type', async () => {
    const { from, names } = await scene();
    const { events: seen } = await until(from, eventTypeFilter({ prefixes: [`${names[0]}-o`, `${names[1]}-c`] }));
    expect(seen.map(({ event: found }) => found?.type)).toEqual([`${names[0]}-opened`, `${names[1]}-closed`]);
  });

  test('by a pattern of the event type', async () => {
    const { from, names } = await scene();
    const { events: seen } = await until(from, eventTypeFilter({ regex: `^(${names.join('|')})-closed$` }));
    expect(seen).toHaveLength(3);
  });

  test('that excludes system events shows no $ types', async () => {
    const { from, names } = await scene();
    await target.client.setStreamMetadata(names[0], { maxCount: 1 });
    const { events: seen } = await until(from, excludeSystemEvents());
    expect(seen.some(({ event: found }) => found?.type.startsWith('$'))).toBe(false);
    expect(seen.filter(({ event: found }) => found && names.includes(found.streamId))).toHaveLength(6);
  });

  test('applies to what comes live', async () => {
    const stream = uniqueStream();
    const { position } = await target.client.appendToStream(uniqueStream(), event());
    const filter = streamNameFilter({ prefixes: [stream] });
    const recorder = new Recorder(target.client.subscribeToAll({ fromPosition: position as Position, filter }));
    await recorder.saw('caughtUp');
    await target.client.appendToStream(uniqueStream(), events(3));
    await target.client.appendToStream(stream, event(undefined, 'Wanted'));
    await recorder.saw('Wanted');
    expect(recorder.events).toHaveLength(1);
    await recorder.stop();
  });
});

describe('checkpoints', () => {
  async function checkpointsOf(
    from: Position,
    write: () => Promise<unknown>,
    options: { checkpointInterval: number; maxSearchWindow: number },
    enough: number,
  ) {
    const positions: Position[] = [];
    const stream = uniqueStream('never');
    let recorder: Recorder | undefined;
    const checkpointReached = (_: unknown, position: Position): void => {
      positions.push(position);
      recorder?.poke();
    };
    recorder = new Recorder(
      target.client.subscribeToAll({ fromPosition: from, filter: streamNameFilter({ prefixes: [stream], checkpointReached, ...options }) }),
    );
    await recorder.saw('caughtUp');
    await write();
    await recorder.until(() => positions.length >= enough, `${enough} checkpoints`);
    await recorder.stop();
    return positions;
  }

  test('move over events that the filter leaves out, and rise strictly', async () => {
    const { position } = await target.client.appendToStream(uniqueStream(), event());
    await target.client.appendToStream(uniqueStream(), events(64));
    const positions = await checkpointsOf(position as Position, async () => undefined, { checkpointInterval: 2, maxSearchWindow: 8 }, 4);
    expect(positions.every(({ commit }, i) => commit > (positions[i - 1]?.commit ?? (position?.commit as bigint)))).toBe(true);
  });

  test('come while live, too', async () => {
    const { position } = await target.client.appendToStream(uniqueStream(), event());
    const write = () => target.client.appendToStream(uniqueStream(), events(40));
    const positions = await checkpointsOf(position as Position, write, { checkpointInterval: 1, maxSearchWindow: 10 }, 3);
    expect(positions.length).toBeGreaterThanOrEqual(3);
  });

  test('a subscription resumed from a checkpoint misses nothing', async () => {
    const wanted = uniqueStream('wanted');
    const { position } = await target.client.appendToStream(uniqueStream(), event());
    for (let i = 0; i < 6; i++) {
      await target.client.appendToStream(uniqueStream(), events(7));
      await target.client.appendToStream(wanted, event());
    }
    const filter = streamNameFilter({ prefixes: [wanted] });
    const positions = await checkpointsOf(position as Position, async () => undefined, { checkpointInterval: 1, maxSearchWindow: 5 }, 5);
    for (const from of positions) {
      if (target.expects.tellsMinusOne && from.commit === 2n ** 64n - 1n) continue;
      const { events: seen } = await until(from, filter);
      const isNew = seen.filter(({ event: found }) => (found?.position?.commit ?? 0n) > from.commit);
      expect(isNew).toHaveLength(await countBehind(wanted, from));
      if (!target.expects.repeatsCheckpoint) expect(seen).toEqual(isNew);
    }
  });

  async function countBehind(stream: string, from: Position): Promise<number> {
    let count = 0;
    for await (const { event: found } of target.client.readStream(stream)) {
      if (((found as { position?: Position })?.position?.commit ?? 0n) > from.commit) count += 1;
    }
    return count;
  }
});

test('a filter that is no pattern is an error', async () => {
  const recorder = new Recorder(target.another().subscribeToAll({ fromPosition: START, filter: streamNameFilter({ regex: '(' }) }));
  await recorder.until(({ story }) => story.some((entry) => entry.startsWith('error:')), 'the error');
});
