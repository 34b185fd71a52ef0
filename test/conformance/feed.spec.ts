import { getEventListeners } from 'node:events';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { EventLog, type FeedBatch, type FeedOptions, type LogPosition, NO_STREAM, openFeed, StoreUnavailable } from '@waybill/event-store';
import type { StoredEvent } from '@waybill/events';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy';
import { newEvents, newStream } from '../support/stored-events';

let node: RunningEventNode;
let proxy: FaultProxy;
let log: EventLog;

beforeAll(async () => {
  node = await startEventNode();
  proxy = await startFaultProxy(node.address);
  log = EventLog.connect(proxy.address);
});
afterEach(() => proxy.heal());
afterAll(async () => {
  await log?.close();
  await proxy?.close();
  await node?.stop();
});

/** What a feed delivers until a condition holds; ends the feed then. */
async function follow(
  options: Omit<FeedOptions, 'signal'>,
  until: (batch: FeedBatch, all: readonly StoredEvent[]) => boolean | Promise<boolean>,
  from = log,
): Promise<{ events: StoredEvent[]; batches: FeedBatch[] }> {
  const abort = new AbortController();
  const events: StoredEvent[] = [];
  const batches: FeedBatch[] = [];
  for await (const batch of openFeed(from, { ...options, signal: abort.signal })) {
    batches.push(batch);
    events.push(...batch.events);
    if (await until(batch, events)) abort.abort();
  }
  return { events, batches };
}

const newCategory = (): string => `c${Math.random().toString(36).slice(2)}`;
const names = (events: readonly StoredEvent[]): string[] => events.map(({ stream, revision }) => `${stream}@${revision}`);
const growing = (batches: readonly FeedBatch[]): boolean =>
  batches.every(({ position, events }, i) => {
    const before = batches[i - 1]?.position.commit ?? -1n;
    const inside = events.every((event) => event.position > before && event.position <= position.commit);
    return inside && position.commit >= before;
  });

describe('a feed', () => {
  it('delivers the past of its prefixes in the order of the log, then what comes, and tells when the past is over', async () => {
    const [mine, other] = [newCategory(), newCategory()];
    const streams = [newStream(mine), newStream(other), newStream(mine)];
    for (const [round, stream] of [...streams, ...streams].entries()) await log.append(stream, round < 3 ? NO_STREAM : 3, newEvents(4));
    const expected = [streams[0], streams[2], streams[0], streams[2]].flatMap((stream, i) =>
      [0, 1, 2, 3].map((r) => `${stream}@${i < 2 ? r : r + 4}`),
    );
    const live = newStream(mine);
    const { events, batches } = await follow({ from: 'start', prefixes: [`${mine}-`], maxBatch: 3 }, async ({ caughtUp }, all) => {
      if (caughtUp && all.length === 16) await log.append(live, NO_STREAM, newEvents(2));
      return all.length === 18;
    });
    expect(names(events)).toEqual([...expected, `${live}@0`, `${live}@1`]);
    expect(batches.every((batch) => batch.events.length <= 3)).toBe(true);
    expect(growing(batches)).toBe(true);
    const past = batches.findIndex(({ caughtUp }) => caughtUp);
    expect(batches.slice(0, past + 1).flatMap((batch) => batch.events)).toHaveLength(16);
  });

  it('tells that the past is over also when it held nothing', async () => {
    const { batches } = await follow({ from: 'start', prefixes: [`${newCategory()}-`] }, ({ caughtUp }) => caughtUp);
    expect(batches.at(-1)).toMatchObject({ events: [], caughtUp: true });
  });

  it('goes on from any position that it told, without gap or repetition', async () => {
    const [mine, other] = [newCategory(), newCategory()];
    for (let n = 0; n < 40; n += 1) await log.append(newStream(n % 7 === 0 ? mine : other), NO_STREAM, newEvents(1 + (n % 9)));
    const prefixes = [`${mine}-`];
    const { events } = await follow({ from: 'start', prefixes, maxBatch: 2 }, ({ caughtUp }) => caughtUp);
    const positions: LogPosition[] = events.map(({ position, preparePosition }) => ({ commit: position, prepare: preparePosition }));
    for (let i = 0; i < events.length; i += 6) {
      const told: LogPosition[] = [];
      const rest = await follow({ from: positions[i] as LogPosition, prefixes, maxBatch: 2 }, ({ position, caughtUp }) => {
        told.push(position);
        return caughtUp;
      });
      expect(names(rest.events)).toEqual(names(events.slice(i + 1)));
      const last = told.at(-1) as LogPosition;
      expect((await follow({ from: last, prefixes }, ({ caughtUp }) => caughtUp)).events).toEqual([]);
    }
  });

  it('counts what is not in the catalogue instead of delivering it', async () => {
    const mine = newCategory();
    const stream = newStream(mine);
    const client = new EventStoreDBClient({ endpoint: node.address }, { insecure: true });
    await client.appendToStream(
      stream,
      [1, 2, 3].map((n) => jsonEvent({ type: 'dev.waybill.from-the-future.v9', data: { n } })),
    );
    await client.dispose();
    await log.append(stream, 2, newEvents(2));
    const { events, batches } = await follow({ from: 'start', prefixes: [`${mine}-`] }, ({ caughtUp }) => caughtUp);
    expect(names(events)).toEqual([`${stream}@3`, `${stream}@4`]);
    expect(batches.reduce((sum, { unknown }) => sum + unknown, 0)).toBe(3);
  });

  it('moves its position past what its filter leaves out, within about a second', async () => {
    const mine = newCategory();
    let goal: bigint | undefined;
    let since = 0;
    let waited = 0;
    const { batches } = await follow({ from: 'start', prefixes: [`${mine}-`] }, async ({ caughtUp, position }) => {
      if (!caughtUp) return false;
      if (goal === undefined) {
        goal = (await log.append(newStream('elsewhere'), NO_STREAM, newEvents(1))).position;
        since = performance.now();
      }
      waited = performance.now() - since;
      return position.commit >= goal;
    });
    expect(batches.at(-1)).toMatchObject({ events: [], caughtUp: true, position: await log.head() });
    expect(waited).toBeLessThan(3000);
  });

  it('ends with its signal and leaves no listener behind', async () => {
    const abort = new AbortController();
    const feed = openFeed(log, { from: 'start', prefixes: ['nothing-'], signal: abort.signal });
    const reading = (async () => {
      for await (const { caughtUp } of feed) if (caughtUp) setImmediate(() => abort.abort());
    })();
    await reading;
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
    expect(getEventListeners(log.connection.closed, 'abort')).toHaveLength(0);
    for await (const _ of openFeed(log, { from: 'start', prefixes: [''], signal: abort.signal })) throw new Error('already over');
  });

  it('ends when its log is closed', async () => {
    const own = EventLog.connect(proxy.address);
    const { signal } = new AbortController();
    for await (const { caughtUp } of openFeed(own, { from: 'start', prefixes: ['nothing-'], signal })) if (caughtUp) void own.close();
    await expect(own.head()).rejects.toBeInstanceOf(StoreUnavailable);
  });
});

describe('a feed whose consumer is slow', () => {
  it('reads no further than about a batch ahead, and misses nothing', async () => {
    const mine = newCategory();
    const stream = newStream(mine);
    for (let n = 0; n < 20; n += 1) await log.append(stream, n * 200 - 1, newEvents(200, 'x'.repeat(3000)));
    const own = EventLog.connect(proxy.address);
    const before = proxy.bytesAnswered;
    let ahead = 0;
    const { events } = await follow(
      { from: 'start', prefixes: [`${mine}-`], maxBatch: 50 },
      async (_, all) => {
        if (ahead === 0) {
          // As many round trips as it takes for whatever would still flow.
          for (let n = 0; n < 100; n += 1) await log.head();
          ahead = proxy.bytesAnswered - before;
        }
        return all.length === 4000;
      },
      own,
    );
    expect(names(events)).toEqual(Array.from({ length: 4000 }, (_, n) => `${stream}@${n}`));
    // 4,000 events are 14 MB.
    expect(ahead).toBeLessThan(3_000_000);
    await own.close();
  });
});

describe('a feed in trouble', () => {
  /** Appends one event after the other to one stream until told to stop; tells how many there will be before it appends the last. */
  function writer(stream: string): { stop(tell: (count: number) => void): Promise<void> } {
    const direct = EventLog.connect(node.address);
    let stopped = false;
    const append = (n: number): Promise<unknown> => direct.append(stream, n - 1, newEvents(1), 20_000);
    const writing = (async () => {
      let n = 0;
      for (; !stopped; n += 1) await append(n);
      return n;
    })();
    return {
      async stop(tell) {
        stopped = true;
        const written = await writing;
        tell(written + 1);
        await append(written);
        await direct.close();
      },
    };
  }

  async function survives(disturb: (round: number) => Promise<void>, rounds: number): Promise<Error[]> {
    const mine = newCategory();
    const stream = newStream(mine);
    const writing = writer(stream);
    const troubles: Error[] = [];
    let count: number | undefined;
    const disturbing = (async () => {
      for (let round = 0; round < rounds; round += 1) await disturb(round);
      await writing.stop((written) => {
        count = written;
      });
    })();
    const onTrouble = (error: Error): void => void troubles.push(error);
    const following = follow({ from: 'start', prefixes: [`${mine}-`], onTrouble }, (_, all) => all.length === count);
    const [{ events, batches }] = await Promise.all([following, disturbing]);
    expect(names(events)).toEqual(Array.from({ length: count as number }, (_, n) => `${stream}@${n}`));
    expect(growing(batches)).toBe(true);
    return troubles;
  }
  /** Lets the feed get somewhere. */
  const progress = async (): Promise<void> => {
    const { commit } = await log.head();
    while ((await log.head()).commit < commit + 5000n);
  };

  it('loses, repeats and reorders nothing when the store is killed and comes back', async () => {
    const troubles = await survives(async () => {
      await progress();
      await node.restart();
      proxy.retarget(node.address);
    }, 2);
    expect(troubles.length).toBeGreaterThan(0);
  });

  it('nor when connections break and answers are lost', async () => {
    const troubles = await survives(async (round) => {
      await progress();
      if (round % 2 === 0) proxy.reset();
      else {
        const { resets } = proxy;
        proxy.loseAnswers(0.2);
        while (proxy.resets < resets + 2) await log.head().catch(() => undefined);
        proxy.heal();
      }
    }, 6);
    expect(troubles.length).toBeGreaterThan(2);
  });
});
