import {
  persistentSubscriptionToAllSettingsFromDefaults as allSettings,
  type EventStoreDBClient,
  eventTypeFilter,
  START,
} from '@eventstore/db-client';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { event, events, uniqueStream } from './support/events';
import { acknowledge, groupOn, Member } from './support/member';
import { connect } from './support/target';

/* What an embedded node knows of its persistent subscriptions after it was killed. */
jest.setTimeout(30_000);
let node: RunningEventNode;
const clients: EventStoreDBClient[] = [];
const client = (): EventStoreDBClient => {
  clients.push(connect(node.address));
  return clients.at(-1) as EventStoreDBClient;
};
beforeAll(async () => {
  node = await startEventNode();
});
afterAll(async () => {
  await Promise.all(clients.map((one) => one.dispose()));
  await node.stop();
});

test('a killed node goes on behind its checkpoints, with what was parked still parked', async () => {
  const before = client();
  const { stream, join } = await groupOn(before, { checkPointLowerBound: 1, checkPointUpperBound: 1, maxRetryCount: 5 });
  const [name, type] = [uniqueStream('all'), uniqueStream('type')];
  const filter = eventTypeFilter({ prefixes: [type] });
  await before.createPersistentSubscriptionToAll(name, allSettings({ startFrom: START }), { filter });
  await before.appendToStream(stream, [...events(4), event(undefined, type)]);
  const member = await join({}, ({ event: found, ...rest }, group) => {
    const one = { event: found, ...rest };
    if (found?.revision === 1n) return group.nack('park', 'broken', one);
    return found?.revision === 3n ? undefined : group.ack(one);
  });
  await member.got(5);
  await until(async () => {
    const { stats } = await before.getPersistentSubscriptionToStreamInfo(stream, 'group');
    return stats.parkedMessageCount === 1n && stats.lastCheckpointedEventRevision === 2n;
  });
  await node.kill();
  await node.restart();

  const after = client();
  const { settings, stats } = await after.getPersistentSubscriptionToStreamInfo(stream, 'group');
  expect(settings.maxRetryCount).toBe(5);
  expect(stats).toMatchObject({ parkedMessageCount: 1n, lastCheckpointedEventRevision: 2n });
  const again = await join({}, acknowledge, after);
  await again.got(2);
  expect(again.revisions).toEqual([3, 4]);
  const filtered = new Member(after.subscribeToPersistentSubscriptionToAll(name), acknowledge);
  await filtered.saw(type);
  expect(filtered.story).toEqual(['confirmation', type]);
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds()));
}
