import { END, START } from '@eventstore/db-client';
import { collect, events, linkTo, uniqueStream } from './support/events';
import { Recorder } from './support/recorder';
import { useTarget } from './support/target';

const target = useTarget();

async function linked(): Promise<{ source: string; links: string }> {
  const [source, links] = [uniqueStream('source@odd'), uniqueStream('links')];
  await target.client.appendToStream(source, events(2));
  await target.client.appendToStream(links, [linkTo(source, 0), linkTo(source, 1), linkTo(source, 7), linkTo(source, 'no-number')]);
  return { source, links };
}

test('links are followed when asked; a target that is gone leaves the link alone', async () => {
  const { source, links } = await linked();
  const [first, second, missing] = await collect(target.client.readStream(links, { resolveLinkTos: true, maxCount: 3 }));
  expect(first).toMatchObject({ event: { streamId: source, revision: 0n }, link: { streamId: links, revision: 0n, type: '$>' } });
  expect(second).toMatchObject({ event: { revision: 1n }, link: { revision: 1n } });
  expect(missing?.event).toBeUndefined();
  expect(missing?.link).toMatchObject({ revision: 2n });
});

test('links are plain events when not asked', async () => {
  const { links } = await linked();
  const [first] = await collect(target.client.readStream(links));
  expect(first?.event).toMatchObject({ type: '$>', streamId: links });
  expect(first?.link).toBeUndefined();
});

test('a link into a deleted stream leaves the link alone', async () => {
  const { source, links } = await linked();
  await target.client.deleteStream(source);
  const [first] = await collect(target.client.readStream(links, { resolveLinkTos: true, maxCount: 1 }));
  expect(first).toMatchObject({ link: { revision: 0n } });
  expect(first?.event).toBeUndefined();
});

test('a subscription follows links, and its position is the position of the link', async () => {
  const { source, links } = await linked();
  const recorder = new Recorder(target.client.subscribeToStream(links, { fromRevision: START, resolveLinkTos: true }));
  await recorder.until(({ events: seen }) => seen.length >= 2);
  expect(recorder.events[0]).toMatchObject({ event: { streamId: source, revision: 0n }, link: { streamId: links } });
  await recorder.stop();
  const all = new Recorder(target.client.subscribeToAll({ fromPosition: END, resolveLinkTos: true }));
  await all.saw('caughtUp');
  const { position } = await target.client.appendToStream(links, linkTo(source, 1));
  await all.until(({ events: seen }) => seen.some(({ link }) => link?.streamId === links));
  const live = all.events.find(({ link }) => link?.streamId === links);
  expect(live).toMatchObject({ event: { streamId: source, revision: 1n }, commitPosition: position?.commit });
  await all.stop();
});
