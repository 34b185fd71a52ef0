import {
  persistentSubscriptionToAllSettingsFromDefaults as allSettings,
  END,
  eventTypeFilter,
  START,
  persistentSubscriptionToStreamSettingsFromDefaults as settings,
} from '@eventstore/db-client';
import { event, events, outcome, uniqueStream } from './support/events';
import { groupOn, Member } from './support/member';
import { useTarget } from './support/target';

const target = useTarget();

test('a group is made once', async () => {
  const { stream } = await groupOn(target.client);
  const error = await target.client.createPersistentSubscriptionToStream(stream, 'group', settings()).catch((refusal: unknown) => refusal);
  expect(error).toMatchObject({ type: 'persistent-subscription-exists', streamName: stream, groupName: 'group' });
  expect(await outcome(target.client.createPersistentSubscriptionToStream(stream, 'another', settings()))).toBeUndefined();
});

test('groups made at the same moment are all there', async () => {
  const stream = uniqueStream();
  const names = ['a', 'b', 'c', 'd'];
  await Promise.all(names.map((name) => target.client.createPersistentSubscriptionToStream(stream, name, settings())));
  const listed = await target.client.listPersistentSubscriptionsToStream(stream);
  expect(listed.map(({ groupName }) => groupName).sort()).toEqual(names);
});

test.each([['reads more at once than it buffers', { readBatchSize: 20, historyBufferSize: 20 }, /ReadBatchSize/]])(
  'a group of a stream that %s fails with a reason',
  async (_, changes, reason) => {
    const creation = target.client.createPersistentSubscriptionToStream(uniqueStream(), 'group', settings(changes));
    const error = (await creation.catch((refusal: unknown) => refusal)) as { type: string; reason: string };
    expect(error.type).toBe('persistent-subscription-failed');
    expect(error.reason).toMatch(reason);
  },
);

test.each([
  ['is prepared behind its commit', { commit: 10n, prepare: 20n }, 'unknown'],
  ['lies behind the end of the log', { commit: 2n ** 52n, prepare: 2n ** 52n }, 'persistent-subscription-failed'],
])('a group of $all whose start %s fails', async (_, startFrom, how) => {
  const creation = target.client.createPersistentSubscriptionToAll(uniqueStream(), allSettings({ startFrom }));
  expect(await outcome(creation)).toBe(how);
});

describe.each([
  ['subscribing', (stream: string) => failure(new Member(target.another().subscribeToPersistentSubscriptionToStream(stream, 'none')))],
  ['update', (stream: string) => outcome(target.client.updatePersistentSubscriptionToStream(stream, 'none', settings()))],
  ['delete', (stream: string) => outcome(target.client.deletePersistentSubscriptionToStream(stream, 'none'))],
  ['info', (stream: string) => outcome(target.client.getPersistentSubscriptionToStreamInfo(stream, 'none'))],
  ['list', (stream: string) => outcome(target.client.listPersistentSubscriptionsToStream(stream))],
  ['replay of parked events', (stream: string) => outcome(target.client.replayParkedMessagesToStream(stream, 'none'))],
])('%s', (_, attempt) => {
  test('of a group that does not exist says so', async () => {
    expect(await attempt(uniqueStream())).toBe('persistent-subscription-does-not-exist');
  });
});

async function failure(member: Member): Promise<string> {
  await member.until(({ story }) => story.some((entry) => entry.startsWith('error:')), 'the error');
  return (member.story.at(-1) as string).slice('error:'.length);
}

test('more consumers than it may have are refused', async () => {
  const { stream, join } = await groupOn(target.client, { maxSubscriberCount: 1 });
  const first = await join();
  const second = new Member(target.another().subscribeToPersistentSubscriptionToStream(stream, 'group'));
  expect(await failure(second)).toBe('maximum-subscribers-reached');
  await first.stop();
});

describe('information', () => {
  const CUSTOM = {
    startFrom: 3n,
    resolveLinkTos: true,
    extraStatistics: true,
    messageTimeout: 12_000,
    maxRetryCount: 7,
    checkPointAfter: 3_000,
    checkPointLowerBound: 5,
    checkPointUpperBound: 50,
    maxSubscriberCount: 4,
    liveBufferSize: 60,
    readBatchSize: 15,
    historyBufferSize: 90,
    consumerStrategyName: 'Pinned' as const,
  };

  test('of a group of a stream has its settings', async () => {
    const { stream } = await groupOn(target.client, CUSTOM);
    const info = await target.client.getPersistentSubscriptionToStreamInfo(stream, 'group');
    expect(info).toMatchObject({ eventSource: stream, groupName: 'group', status: 'Live', settings: CUSTOM, connections: [] });
  });

  test.each([
    ['start', START],
    ['end', END],
  ] as const)('names the %s', async (_, startFrom) => {
    const { stream } = await groupOn(target.client, { startFrom });
    expect((await target.client.getPersistentSubscriptionToStreamInfo(stream, 'group')).settings.startFrom).toBe(startFrom);
    const all = uniqueStream();
    await target.client.createPersistentSubscriptionToAll(all, allSettings({ startFrom }));
    expect((await target.client.getPersistentSubscriptionToAllInfo(all)).settings.startFrom).toBe(startFrom);
    await target.client.deletePersistentSubscriptionToAll(all);
  });

  test('counts what consumers have, and what is parked', async () => {
    const { stream, join } = await groupOn(target.client, { extraStatistics: true });
    await target.client.appendToStream(stream, events(6));
    const member = await join({ bufferSize: 4 });
    await member.got(4);
    await member.group.ack(...member.events.slice(0, 1));
    await member.group.nack('park', 'because', ...member.events.slice(1, 2));
    await member.got(6);
    const info = await untilInfo(stream, ({ stats }) => stats.parkedMessageCount === 1n);
    expect(info.stats).toMatchObject({ totalItems: 6n, totalInFlightMessages: 4, outstandingMessagesCount: 4, lastKnownEventRevision: 5n });
    expect(info.connections).toMatchObject([{ inFlightMessages: 4, availableSlots: 0, totalItems: 6n }]);
    expect(info.connections[0]?.extraStatistics?.get('highest')).toEqual(expect.any(BigInt));
    await member.stop();
  });

  async function untilInfo(stream: string, holds: (info: Info) => boolean): Promise<Info> {
    for (;;) {
      const info = await target.client.getPersistentSubscriptionToStreamInfo(stream, 'group');
      if (holds(info)) return info;
    }
  }
  type Info = Awaited<ReturnType<typeof target.client.getPersistentSubscriptionToStreamInfo>>;

  test('lists the groups of all streams, of one, and of $all', async () => {
    const [name, { stream }] = [uniqueStream('all'), await groupOn(target.client)];
    await target.client.createPersistentSubscriptionToAll(name, allSettings());
    const everything = (await target.client.listAllPersistentSubscriptions()).map(
      ({ eventSource, groupName }) => `${eventSource}/${groupName}`,
    );
    expect(everything).toEqual(expect.arrayContaining([`${stream}/group`, `$all/${name}`]));
    expect((await target.client.listPersistentSubscriptionsToAll()).map(({ groupName }) => groupName)).toContain(name);
    await target.client.deletePersistentSubscriptionToAll(name);
  });
});

describe('a change', () => {
  test('of settings drops the consumers and holds from then on', async () => {
    const { stream, join } = await groupOn(target.client);
    const member = await join({}, undefined, target.another());
    await target.client.updatePersistentSubscriptionToStream(stream, 'group', settings({ startFrom: START, maxRetryCount: 3 }));
    expect(await failure(member)).toBe('persistent-subscription-dropped');
    expect((await target.client.getPersistentSubscriptionToStreamInfo(stream, 'group')).settings.maxRetryCount).toBe(3);
    await target.client.appendToStream(stream, event());
    const again = await join();
    await again.got(1);
    await again.stop();
  });

  test('of the settings of a group of $all keeps its filter', async () => {
    const [name, type] = [uniqueStream('all'), uniqueStream('type')];
    await target.client.createPersistentSubscriptionToAll(name, allSettings({ startFrom: START }), {
      filter: eventTypeFilter({ prefixes: [type] }),
    });
    await target.client.updatePersistentSubscriptionToAll(name, allSettings({ startFrom: START, maxRetryCount: 1 }));
    await target.client.appendToStream(uniqueStream(), [event(), event(undefined, type), event()]);
    const member = new Member(target.client.subscribeToPersistentSubscriptionToAll(name));
    await member.saw(type);
    expect(member.story).toEqual(['confirmation', type]);
    await member.stop();
    await target.client.deletePersistentSubscriptionToAll(name);
  });

  test('that deletes it forgets where it was', async () => {
    const { stream, join } = await groupOn(target.client, { checkPointUpperBound: 1, checkPointLowerBound: 1 });
    await target.client.appendToStream(stream, events(3));
    const member = await join({}, (one, group) => group.ack(one));
    await member.got(3);
    await member.stop();
    await target.client.deletePersistentSubscriptionToStream(stream, 'group');
    expect(await outcome(target.client.getPersistentSubscriptionToStreamInfo(stream, 'group'))).toBe(
      'persistent-subscription-does-not-exist',
    );
    const anew = await (await groupOn(target.client, {}, stream)).join();
    await anew.got(3);
    expect(anew.revisions).toEqual([0, 1, 2]);
    await anew.stop();
  });
});
