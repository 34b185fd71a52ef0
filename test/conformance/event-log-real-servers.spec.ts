import { EventLog, NO_STREAM, openFeed } from '@waybill/event-store';
import { startEventNode } from '../support/event-node';
import { newEvents, newStream } from '../support/stored-events';

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
