import {
  persistentSubscriptionToAllSettingsFromDefaults as allSettings,
  END,
  type Position,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { collect, event, events, linkTo, uniqueStream } from './support/events';
import { acknowledge, groupOn, Member } from './support/member';
import { useTarget } from './support/target';

const target = useTarget();

describe('a group begins', () => {
  test.each([
    ['at the start', START, [0, 1, 2, 3]],
    ['at the end', END, [3]],
    ['at a revision, inclusive', 2n, [2, 3]],
    ['beyond the end', 3n, [3]],
  ] as const)('%s', async (_, startFrom, expected) => {
    const stream = uniqueStream();
    await target.client.appendToStream(stream, events(3));
    const { join } = await groupOn(target.client, { startFrom }, stream);
    const member = await join({}, acknowledge);
    await target.client.appendToStream(stream, event(undefined, 'Last'));
    await member.saw('Last');
    expect(member.revisions).toEqual(expected);
    await member.stop();
  });

  test('before its stream exists', async () => {
    const { stream, join } = await groupOn(target.client);
    const member = await join();
    await target.client.appendToStream(stream, events(2));
    await member.got(2);
    expect(member.retryCounts).toEqual([0, 0]);
    await member.stop();
  });

  test('behind what has been truncated', async () => {
    const stream = uniqueStream();
    await target.client.appendToStream(stream, events(5));
    await target.client.setStreamMetadata(stream, { truncateBefore: 3 });
    const { join } = await groupOn(target.client, {}, stream);
    const member = await join();
    await member.got(2);
    expect(member.revisions).toEqual([3, 4]);
    await member.stop();
  });

  test.each([
    ['at the start of $all', (): typeof START => START, ['before', 'first', 'second', 'live']],
    ['at a position of $all, inclusive', (first: Position): Position => first, ['first', 'second', 'live']],
    ['at the end of $all', (): typeof END => END, ['live']],
  ] as const)('%s', async (_, startFrom, expected) => {
    const [name, stream] = [uniqueStream('all'), uniqueStream()];
    await target.client.appendToStream(stream, event(undefined, 'before'));
    const first = await target.client.appendToStream(stream, event(undefined, 'first'));
    await target.client.appendToStream(stream, event(undefined, 'second'));
    const options = { filter: streamNameFilter({ prefixes: [stream] }) };
    await target.client.createPersistentSubscriptionToAll(name, allSettings({ startFrom: startFrom(first.position as Position) }), options);
    const member = new Member(target.client.subscribeToPersistentSubscriptionToAll(name), acknowledge);
    await member.saw('confirmation');
    await target.client.appendToStream(stream, event(undefined, 'live'));
    await member.saw('live');
    expect(member.story.slice(1)).toEqual(expected);
    await member.stop();
    await target.client.deletePersistentSubscriptionToAll(name);
  });
});

describe('a consumer', () => {
  test('has at most its buffer of unacknowledged events', async () => {
    const { stream, join } = await groupOn(target.client);
    await target.client.appendToStream(stream, events(6));
    const member = await join({ bufferSize: 2 });
    await member.got(2);
    await member.group.ack(member.events[1] as never);
    await member.got(3);
    await member.group.ack(member.events[0] as never, member.events[2] as never);
    await member.got(5);
    expect(member.revisions).toEqual([0, 1, 2, 3, 4]);
    await member.stop();
  });

  test('that goes leaves what it had to the next one, marked as sent before', async () => {
    const { stream, join } = await groupOn(target.client);
    await target.client.appendToStream(stream, events(3));
    const first = await join();
    await first.got(3);
    await first.group.ack(first.events[0] as never);
    const second = await join();
    await first.stop();
    await second.got(2);
    expect([second.revisions, second.retryCounts]).toEqual([
      [1, 2],
      [1, 1],
    ]);
    await second.stop();
  });

  test('that does not answer in time gets the event again', async () => {
    const { stream, join } = await groupOn(target.client, { messageTimeout: 100 });
    await target.client.appendToStream(stream, event());
    const member = await join();
    await member.got(2);
    expect([member.revisions, member.retryCounts]).toEqual([
      [0, 0],
      [0, 1],
    ]);
    await member.stop();
  });

  test('gets links resolved when the group says so, and answers for the link', async () => {
    const [stream, links] = [uniqueStream(), uniqueStream('links')];
    await target.client.appendToStream(stream, events(2));
    await target.client.appendToStream(links, [linkTo(stream, 1), linkTo(stream, 9), linkTo(stream, 0)]);
    const { join } = await groupOn(target.client, { resolveLinkTos: true }, links);
    const member = await join({ bufferSize: 1 }, acknowledge);
    await member.got(3);
    expect(member.events.map(({ event: found, link }) => [found?.revision, link?.revision])).toEqual([
      [1n, 0n],
      [undefined, 1n],
      [0n, 2n],
    ]);
    await member.stop();
  });
});

describe('strategies', () => {
  async function threeMembers(consumerStrategyName: 'DispatchToSingle' | 'RoundRobin' | 'Pinned', bufferSize: number) {
    const scene = await groupOn(target.client, { consumerStrategyName, resolveLinkTos: true });
    const members = await Promise.all([scene.join({ bufferSize }), scene.join({ bufferSize }), scene.join({ bufferSize })]);
    const spread = (): number[] => members.map(({ events: seen }) => seen.length).sort();
    const all = (count: number) => members[0]?.until(() => spread().reduce((sum, n) => sum + n) === count, `${count} events`);
    for (const member of members) member.group.on('data', () => members[0]?.poke());
    return { ...scene, members, spread, all };
  }

  test('DispatchToSingle fills one consumer before the next', async () => {
    const { stream, spread, all, members } = await threeMembers('DispatchToSingle', 4);
    await target.client.appendToStream(stream, events(6));
    await all(6);
    expect(spread()).toEqual([0, 2, 4]);
    await Promise.all(members.map((member) => member.stop()));
  });

  test('RoundRobin takes turns', async () => {
    const { stream, spread, all, members } = await threeMembers('RoundRobin', 4);
    await target.client.appendToStream(stream, events(6));
    await all(6);
    expect(spread()).toEqual([2, 2, 2]);
    await Promise.all(members.map((member) => member.stop()));
  });

  test('Pinned sends all events of a stream to the same consumer', async () => {
    const { stream, all, members } = await threeMembers('Pinned', 20);
    const sources = Array.from({ length: 5 }, () => uniqueStream('source'));
    for (const source of sources) await target.client.appendToStream(source, events(3));
    await target.client.appendToStream(
      stream,
      [0, 1, 2].flatMap((n) => sources.map((source) => linkTo(source, n))),
    );
    await all(15);
    for (const source of sources) {
      const receivers = members.filter(({ events: seen }) => seen.some(({ event: found }) => found?.streamId === source));
      expect(receivers).toHaveLength(1);
    }
    await Promise.all(members.map((member) => member.stop()));
  });
});

describe('an event that is refused', () => {
  test('to be tried again comes before newer ones, counted, and is parked after its last retry', async () => {
    const { stream, join } = await groupOn(target.client, { maxRetryCount: 2 });
    await target.client.appendToStream(stream, events(3));
    const member = await join({ bufferSize: 1 }, (one, group) =>
      one.event?.revision === 0n ? group.nack('retry', 'not now', one) : group.ack(one),
    );
    await member.got(5);
    expect(member.revisions).toEqual([0, 0, 0, 1, 2]);
    expect(member.retryCounts).toEqual([0, 1, 2, 0, 0]);
    await parked(stream, 1);
    const [link] = await collect(target.client.readStream(`$persistentsubscription-${stream}::group-parked`));
    expect(link?.event).toMatchObject({ type: '$>', revision: 0n, metadata: expect.anything() });
    await member.stop();
  });

  test.each(['skip', 'stop'] as const)('with %s is done', async (action) => {
    const { stream, join } = await groupOn(target.client, { checkPointUpperBound: 1, checkPointLowerBound: 1 });
    await target.client.appendToStream(stream, events(2));
    const member = await join({}, (one, group) => group.nack(action, 'no', one));
    await checkpointed(stream, 1n);
    expect(member.revisions).toEqual([0, 1]);
    expect((await target.client.getPersistentSubscriptionToStreamInfo(stream, 'group')).stats.parkedMessageCount).toBe(0n);
    await member.stop();
  });

  test('and parked can be had again, up to a number', async () => {
    const { stream, join } = await groupOn(target.client);
    await target.client.appendToStream(stream, events(3));
    const refusing = await join({}, (one, group) => group.nack('park', 'broken', one));
    await parked(stream, 3);
    await refusing.stop();
    const [first] = await collect(
      target.client.readStream(`$persistentsubscription-${stream}::group-parked`, { resolveLinkTos: true, maxCount: 1 }),
    );
    expect([first?.event?.revision, first?.link?.type]).toEqual([0n, '$>']);
    const member = await join({}, acknowledge);
    await target.client.replayParkedMessagesToStream(stream, 'group', { stopAt: 2 });
    await member.got(2);
    await parked(stream, 1);
    await target.client.replayParkedMessagesToStream(stream, 'group');
    await member.got(3);
    expect([member.revisions, member.retryCounts]).toEqual([
      [0, 1, 2],
      [0, 0, 0],
    ]);
    await parked(stream, 0);
    await member.stop();
  });

  async function parked(stream: string, count: number): Promise<void> {
    for (;;) {
      const { stats } = await target.client.getPersistentSubscriptionToStreamInfo(stream, 'group');
      if (stats.parkedMessageCount === BigInt(count)) return;
    }
  }
});

async function checkpointed(stream: string, revision: bigint): Promise<void> {
  for (;;) {
    const { stats } = await target.client.getPersistentSubscriptionToStreamInfo(stream, 'group');
    if (stats.lastCheckpointedEventRevision === revision) return;
  }
}

describe('progress', () => {
  test('is kept up to the lowest event that is not done', async () => {
    const { stream, join } = await groupOn(target.client, { checkPointUpperBound: 1, checkPointLowerBound: 1 });
    await target.client.appendToStream(stream, events(4));
    const member = await join();
    await member.got(4);
    await member.group.ack(...member.events.filter(({ event: found }) => found?.revision !== 2n));
    await checkpointed(stream, 1n);
    await member.group.ack(member.events[2] as never);
    await checkpointed(stream, 3n);
    await member.stop();
  });

  test('is kept after a time when little was done', async () => {
    const { stream, join } = await groupOn(target.client, { checkPointAfter: 100, checkPointLowerBound: 1, checkPointUpperBound: 1000 });
    await target.client.appendToStream(stream, events(2));
    const member = await join({}, acknowledge);
    await checkpointed(stream, 1n);
    await member.stop();
  });

  test('survives a restart of the subsystem, which drops the consumers', async () => {
    const { stream, join } = await groupOn(target.client, { checkPointUpperBound: 1, checkPointLowerBound: 1 });
    await target.client.appendToStream(stream, events(3));
    const member = await join({ bufferSize: 1 }, (one, group) => (one.event?.revision === 2n ? undefined : group.ack(one)));
    await member.got(3);
    await checkpointed(stream, 1n);
    await target.client.restartPersistentSubscriptionSubsystem();
    await member.until(({ story }) => story.some((entry) => entry.startsWith('error:')), 'the drop');
    const again = await rejoin(stream);
    await again.until(({ revisions }) => revisions.includes(2), 'the last event');
    expect(again.revisions.slice(0, 2)).toEqual(target.expects.repeatsAfterRestart && again.revisions[0] === 1 ? [1, 2] : [2]);
    await again.stop();
  });

  /** A real server takes a moment to start the subsystem again. */
  async function rejoin(stream: string): Promise<Member> {
    for (;;) {
      const member = new Member(target.another().subscribeToPersistentSubscriptionToStream(stream, 'group'));
      await member.until(({ story }) => story.length > 0, 'an answer');
      if (member.story[0] === 'confirmation') return member;
    }
  }
});
