import { END, EventStoreDBClient } from '@eventstore/db-client';
import { EventLog, NO_STREAM, openFeed } from '@waybill/event-store';
import { startEventNode } from '../support/event-node';
import { newEvents, newStream } from '../support/stored-events';
import { events, uniqueStream } from './support/events';
import { Recorder } from './support/recorder';
import { versionOf } from './support/servers';

/** What real servers do otherwise than the embedded node does by itself, and it plays for these. */
async function withServer(behave: string, test: (address: string) => Promise<void>): Promise<void> {
  const node = await startEventNode({ args: ['--behave', behave] });
  try {
    await test(node.address);
  } finally {
    await node.stop();
  }
}

it.each(['23.10', '26.0'])('answers equal appends by two processes at once soon, although %s answers but one of them', (release) =>
  withServer(release, async (address) => {
    const [one, other] = [EventLog.connect(address), EventLog.connect(address)];
    await Promise.all([one.head(), other.head()]);
    let longest = 0;
    const stored = async (log: EventLog, stream: string, events: ReturnType<typeof newEvents>) => {
      const began = performance.now();
      const appended = await log.append(stream, NO_STREAM, events);
      longest = Math.max(longest, performance.now() - began);
      return appended;
    };
    let late = 0;
    for (let round = 0; round < 60 && late < 3; round += 1) {
      const [stream, events, began] = [newStream(), newEvents(3), performance.now()];
      const [first, second] = await Promise.all([stored(one, stream, events), stored(other, stream, events)]);
      expect(first).toEqual(second);
      expect(first.revision).toBe(2);
      if (performance.now() - began >= 240) late += 1;
    }
    // Else it was never left without an answer, and nothing was seen.
    expect(late).toBeGreaterThan(0);
    expect(longest).toBeLessThan(1_500);
    await Promise.all([one.close(), other.close()]);
  }),
);

it('follows a log in which 24.10 has found nothing yet, from its first event on', () =>
  withServer('24.10', async (address) => {
    const log = EventLog.connect(address);
    const abort = new AbortController();
    const told: number[] = [];
    for await (const { events, caughtUp } of openFeed(log, { from: 'start', prefixes: ['shipment-'], signal: abort.signal })) {
      told.push(...events.map(({ revision }) => revision));
      if (caughtUp && told.length === 0) await log.append(newStream(), NO_STREAM, newEvents(2));
      if (told.length === 2) abort.abort();
    }
    expect(told).toEqual([0, 1]);
    await log.close();
  }));

const RELEASES = ['23.10', '24.10', '26.0'];

/** A client of a node that plays a release, and a subscription to all that is live. */
async function whileLive(release: string, test: (client: EventStoreDBClient, live: Recorder) => Promise<void>): Promise<void> {
  await withServer(release, async (address) => {
    const client = new EventStoreDBClient({ endpoint: address }, { insecure: true });
    const live = new Recorder(client.subscribeToAll({ fromPosition: END }));
    await live.saw('caughtUp');
    await test(client, live).finally(() => client.dispose());
  });
}

describe('a subscriber for whom too much waits', () => {
  it('is ended by 23.10', () =>
    whileLive('23.10', async (client, live) => {
      await client.appendToStream(uniqueStream(), events(400));
      await live.until(({ story }) => story.some((entry) => entry.startsWith('error:')), 'the end');
      expect(live.story).toEqual(['confirmation', 'caughtUp', 'error:timeout']);
    }));

  it.each(['24.10', '26.0'])('is told so by %s, and gets all', (release) =>
    whileLive(release, async (client, live) => {
      live.subscription.on('fellBehind' as 'end', () => live.story.push('fellBehind'));
      await client.appendToStream(uniqueStream(), events(400));
      await live.until(({ story }) => story.filter((entry) => entry === 'caughtUp').length === 2, 'the end of the past');
      expect(live.story.filter((entry) => entry !== 'Tested')).toEqual(['confirmation', 'caughtUp', 'fellBehind', 'caughtUp']);
      expect(live.events).toHaveLength(400);
      await live.stop();
    }),
  );

  it.each(RELEASES)('is a feed that loses, repeats and reorders nothing, with %s', (release) =>
    withServer(release, async (address) => {
      const log = EventLog.connect(address);
      const abort = new AbortController();
      const streams = Array.from({ length: 12 }, () => newStream());
      const told: string[] = [];
      let written: Promise<unknown> | undefined;
      for await (const batch of openFeed(log, { from: 'start', prefixes: ['shipment-'], signal: abort.signal })) {
        told.push(...batch.events.map(({ stream, revision }) => `${stream} ${revision}`));
        if (batch.caughtUp) written ??= Promise.all(streams.map((stream) => log.append(stream, NO_STREAM, newEvents(90))));
        if (told.length >= 12 * 90) abort.abort();
      }
      await written;
      const expected = streams.flatMap((stream) => Array.from({ length: 90 }, (_, n) => `${stream} ${n}`));
      expect([...told].sort()).toEqual(expected.sort());
      await log.close();
    }),
  );
});

it.each(RELEASES)('hears of what %s has stored some milliseconds after the writer, never more than that', (release) =>
  whileLive(release, async (client, live) => {
    expect(await versionOf(client)).toMatch(new RegExp(`^${release}\\.`));
    let late = 0;
    for (let round = 1; round <= 20; round += 1) {
      await client.appendToStream(uniqueStream(), events(1));
      const answered = live.events.length;
      if (answered < round) late += 1;
      await live.until(({ events: seen }) => seen.length === round, 'the news');
    }
    expect(late).toBeGreaterThan(10);
    await live.stop();
  }),
);

it('understands an answer that 26.0 words at greater length', () =>
  withServer('26.0', async (address) => {
    const log = EventLog.connect(address);
    const { position } = await log.append(newStream(), NO_STREAM, newEvents(1));
    expect(await log.eventAt({ commit: position + 1n, prepare: position + 1n })).toBeUndefined();
    await log.close();
  }));
