import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { AppendTooLarge, EventLog, NO_STREAM, StoreUnavailable, StreamDeleted, UnknownOutcome, WrongRevision } from '@waybill/event-store';
import type { StoredEvent } from '@waybill/events';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy';
import { newEvent, newEvents, newStream } from '../support/stored-events';

jest.setTimeout(30_000);
let node: RunningEventNode;
let proxy: FaultProxy;
/** Straight to the node. */
let log: EventLog;
/** Through the proxy. */
let troubled: EventLog;

beforeAll(async () => {
  node = await startEventNode();
  proxy = await startFaultProxy(node.address);
  log = EventLog.connect(node.address);
  troubled = EventLog.connect(proxy.address, { appendTimeoutMs: 500 });
});
afterEach(() => proxy.heal());
afterAll(async () => {
  await Promise.all([log?.close(), troubled?.close()]);
  await proxy?.close();
  await node?.stop();
});

async function all(events: AsyncIterable<StoredEvent>): Promise<StoredEvent[]> {
  const read: StoredEvent[] = [];
  for await (const event of events) read.push(event);
  return read;
}
const ids = (events: readonly { eventId: string }[]): string[] => events.map(({ eventId }) => eventId);

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(5)) if (await condition()) return;
  throw new Error('waited in vain');
}

describe('appending', () => {
  it('answers where the last event stands, and stores what was given', async () => {
    const stream = newStream();
    const events = newEvents(3);
    const appended = await log.append(stream, NO_STREAM, events);
    const stored = await all(log.read(stream));
    expect(stored.map(({ revision }) => revision)).toEqual([0, 1, 2]);
    expect(stored.map(({ eventId, type, data, metadata }) => ({ eventId, type, data, metadata }))).toEqual(events);
    expect(appended).toEqual({ revision: 2, position: stored[2]?.position });
    expect(await log.append(stream, 2, newEvents(2))).toMatchObject({ revision: 4 });
  });

  it('refuses any revision but the last, tells the true one, and stores nothing', async () => {
    const stream = newStream();
    const refused = (expected: number) => log.append(stream, expected, newEvents(1)).catch((error: unknown) => error);
    expect(await refused(0)).toMatchObject({ name: 'WrongRevision', stream, expected: 0, actual: -1 });
    await log.append(stream, NO_STREAM, newEvents(2));
    for (const expected of [NO_STREAM, 0, 2, 7]) {
      const error = await refused(expected);
      expect(error).toBeInstanceOf(WrongRevision);
      expect(error).toMatchObject({ expected, actual: 1 });
    }
    expect(await all(log.read(stream))).toHaveLength(2);
  });

  it('answers an identical batch as before, and refuses one that only begins or ends alike', async () => {
    const stream = newStream();
    const events = newEvents(3);
    const appended = await log.append(stream, NO_STREAM, events);
    await log.append(stream, 2, newEvents(2));
    expect(await log.append(stream, NO_STREAM, events)).toEqual(appended);
    for (const other of [[...events.slice(0, 2), newEvent(9)], [newEvent(9), ...events.slice(1)], [...events, newEvent(9)].slice(1)]) {
      await expect(log.append(stream, NO_STREAM, other)).rejects.toBeInstanceOf(WrongRevision);
    }
    expect(await all(log.read(stream))).toHaveLength(5);
  });

  it('has one winner among writers at the same revision', async () => {
    const stream = newStream();
    const settled = await Promise.allSettled(Array.from({ length: 32 }, () => log.append(stream, NO_STREAM, newEvents(2))));
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await all(log.read(stream))).toHaveLength(2);
  });

  it('tells what is too large, what is deleted and what is nothing', async () => {
    const stream = newStream();
    await expect(log.append(stream, NO_STREAM, newEvents(2, 'x'.repeat(600_000)))).rejects.toBeInstanceOf(AppendTooLarge);
    await expect(log.append(stream, NO_STREAM, newEvents(17, 'x'.repeat(1_000_000)))).rejects.toBeInstanceOf(AppendTooLarge);
    await expect(log.append(stream, NO_STREAM, [])).rejects.toBeInstanceOf(RangeError);
    const client = new EventStoreDBClient({ endpoint: node.address }, { insecure: true });
    await client.tombstoneStream(stream);
    await client.dispose();
    await expect(log.append(stream, NO_STREAM, newEvents(1))).rejects.toBeInstanceOf(StreamDeleted);
    await expect(all(log.read(stream))).rejects.toBeInstanceOf(StreamDeleted);
  });

  it('keeps text of every script as it is', async () => {
    const stream = `identifier-booking~${'ÄÖ✓'.repeat(20)}`;
    const event = newEvent(1, '\u0000 ü 漢字 🚚 "\\');
    await log.append(stream, NO_STREAM, [event]);
    expect((await log.readLast(stream))?.metadata).toEqual(event.metadata);
  });
});

describe('an append whose answer is lost', () => {
  it('is sent again and stored once', async () => {
    const stream = newStream();
    const events = newEvents(3);
    // A connection opens only with an answer.
    await troubled.append(newStream(), NO_STREAM, newEvents(1));
    proxy.mute();
    const appending = troubled.append(stream, NO_STREAM, events);
    await until(async () => (await log.readLast(stream)) !== undefined);
    proxy.heal();
    const stored = await all(log.read(stream));
    expect(await appending).toEqual({ revision: 2, position: stored[2]?.position });
    expect(ids(stored)).toEqual(ids(events));
  });

  it('is an unknown outcome when its deadline passes, and can be resolved later', async () => {
    const stream = newStream();
    const events = newEvents(2);
    await troubled.append(newStream(), NO_STREAM, newEvents(1));
    proxy.mute();
    await expect(troubled.append(stream, NO_STREAM, events, 300)).rejects.toBeInstanceOf(UnknownOutcome);
    proxy.heal();
    expect(await troubled.append(stream, NO_STREAM, events)).toMatchObject({ revision: 1 });
    expect(await all(log.read(stream))).toHaveLength(2);
  });

  it('does not hold up what comes after a silence of the network', async () => {
    const stream = newStream();
    const events = newEvents(2);
    await troubled.append(newStream(), NO_STREAM, newEvents(1));
    proxy.hold();
    await expect(troubled.append(stream, NO_STREAM, events, 300)).rejects.toBeInstanceOf(UnknownOutcome);
    const patient = troubled.append(newStream(), NO_STREAM, newEvents(1));
    await sleep(600);
    proxy.heal();
    expect(await patient).toMatchObject({ revision: 0 });
    expect(await troubled.append(stream, NO_STREAM, events)).toMatchObject({ revision: 1 });
    expect(await all(log.read(stream))).toHaveLength(2);
  });

  it('is no reason for a gap, a repetition or a torn batch, among many writers', async () => {
    const streams = Array.from({ length: 8 }, () => newStream());
    // Each eighth piece, not one by chance: how many answers come in one piece depends on how busy the machine is.
    let pieces = 0;
    proxy.loseAnswers(0.5, () => (pieces++ % 8 === 7 ? 0 : 1));
    const write = async (stream: string): Promise<string[]> => {
      const acknowledged: string[] = [];
      for (let round = 0; round < 40; round += 1) {
        const events = newEvents(2);
        const { revision } = await troubled.append(stream, round * 2 - 1, events, 20_000);
        expect(revision).toBe(round * 2 + 1);
        acknowledged.push(...ids(events));
      }
      return acknowledged;
    };
    const acknowledged = await Promise.all(streams.map(write));
    proxy.heal();
    expect(proxy.resets).toBeGreaterThan(3);
    for (const [i, stream] of streams.entries()) expect(ids(await all(log.read(stream)))).toEqual(acknowledged[i]);
  });
});

describe('a store that is away', () => {
  it.each(['refuse', 'hold'] as const)('is told from an unknown outcome when nothing can have arrived: %s', async (hurt) => {
    proxy[hurt]();
    const fresh = EventLog.connect(proxy.address);
    const stream = newStream();
    await expect(fresh.append(stream, NO_STREAM, newEvents(1), 300)).rejects.toBeInstanceOf(StoreUnavailable);
    proxy.heal();
    expect(await fresh.append(stream, NO_STREAM, newEvents(1))).toMatchObject({ revision: 0 });
    await fresh.close();
  });

  it('is waited for: what is in flight when it is killed is stored once when it is back', async () => {
    const own = await startEventNode();
    const writer = EventLog.connect(own.address);
    try {
      for (let round = 0; round < 2; round += 1) {
        const writes = Array.from({ length: 200 }, () => ({ stream: newStream(), events: newEvents(2) }));
        const appending = Promise.all(writes.map(({ stream, events }) => writer.append(stream, NO_STREAM, events, 25_000)));
        await own.restart();
        // A stuck connection would take longer than they wait.
        await appending;
        const everything = await all(writer.readAll());
        for (const { stream, events } of writes) expect(ids(everything.filter((it) => it.stream === stream))).toEqual(ids(events));
      }
    } finally {
      await writer.close();
      await own.stop();
    }
  }, 70_000);

  it('does not disturb appends to another one', async () => {
    await troubled.append(newStream(), NO_STREAM, newEvents(1));
    const others = Array.from({ length: 50 }, () => log.append(newStream(), NO_STREAM, newEvents(1)));
    proxy.refuse();
    await expect(troubled.append(newStream(), NO_STREAM, newEvents(1), 50)).rejects.toBeInstanceOf(Error);
    await expect(troubled.head()).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(Promise.all(others)).resolves.toHaveLength(50);
  });
});

describe('reading', () => {
  it('finds a stream from either end, from any revision', async () => {
    const stream = newStream();
    await log.append(stream, NO_STREAM, newEvents(6));
    const revisions = async (options: Parameters<EventLog['read']>[1]) => (await all(log.read(stream, options))).map((it) => it.revision);
    expect(await revisions({ fromRevision: 4 })).toEqual([4, 5]);
    expect(await revisions({ fromRevision: 6 })).toEqual([]);
    expect(await revisions({ fromRevision: 1, maxCount: 2 })).toEqual([1, 2]);
    expect(await revisions({ direction: 'backwards', maxCount: 2 })).toEqual([5, 4]);
    expect(await revisions({ direction: 'backwards', fromRevision: 1 })).toEqual([1, 0]);
    expect(await log.readLast(stream)).toMatchObject({ revision: 5, stream });
  });

  it('finds nothing where there is no stream', async () => {
    expect(await all(log.read(newStream()))).toEqual([]);
    expect(await log.readLast(newStream())).toBeUndefined();
  });

  it('skips what is not in the catalogue, and does not count it', async () => {
    const stream = newStream();
    const client = new EventStoreDBClient({ endpoint: node.address }, { insecure: true });
    const foreign = () => Array.from({ length: 3 }, () => jsonEvent({ type: 'dev.waybill.from-the-future.v9', data: {} }));
    await client.appendToStream(stream, foreign());
    await log.append(stream, 2, newEvents(1));
    await client.appendToStream(stream, foreign());
    await log.append(stream, 6, newEvents(1));
    await client.appendToStream(stream, foreign());
    await client.dispose();
    expect((await all(log.read(stream, { maxCount: 2 }))).map(({ revision }) => revision)).toEqual([3, 7]);
    expect(await log.readLast(stream)).toMatchObject({ revision: 7 });
  });

  it('finds the whole log in order, a single event by its position, and the head', async () => {
    const stream = newStream();
    await log.append(stream, NO_STREAM, newEvents(5));
    const everything = await all(log.readAll());
    expect(everything.slice(-5).map((it) => it.revision)).toEqual([0, 1, 2, 3, 4]);
    const positions = everything.map(({ position }) => position);
    expect(positions).toEqual([...positions].sort((a, b) => Number(a - b)));
    const third = everything.at(-3) as StoredEvent;
    const at = { commit: third.position, prepare: third.preparePosition };
    expect(await all(log.readAll({ from: at, maxCount: 2 }))).toEqual(everything.slice(-3, -1));
    // An event that is looked up by its place is not read as one of the language: it serves to recognise a log.
    const { eventId, position, revision } = third;
    expect(await log.eventAt(at)).toMatchObject({ eventId, position, revision, stream });
    expect(await log.eventAt({ commit: at.commit + 1n, prepare: at.prepare + 1n })).toBeUndefined();
    expect(await log.eventAt({ commit: 1n << 40n, prepare: 1n << 40n })).toBeUndefined();
    expect(await log.head()).toEqual({ commit: everything.at(-1)?.position, prepare: everything.at(-1)?.preparePosition });
  });
});

describe('reads that end early', () => {
  it('stop the store from sending, and leave the connection as it was', async () => {
    const stream = newStream();
    for (let n = 0; n < 10; n += 1) await log.append(stream, n * 150 - 1, newEvents(150, 'x'.repeat(4000)));
    const reader = EventLog.connect(proxy.address);
    await reader.head();
    const before = proxy.bytesAnswered;
    for (let n = 0; n < 8; n += 1) {
      for await (const { revision } of reader.read(stream)) if (revision === 1) break;
      // Whatever would still flow has time to.
      for (let i = 0; i < 10; i += 1) await reader.head();
    }
    // All of it would be 8 times 6 MB; about 1 MB was on its way.
    expect(proxy.bytesAnswered - before).toBeLessThan(3_000_000);
    expect(await all(reader.read(stream))).toHaveLength(1500);
    expect(await reader.append(newStream(), NO_STREAM, newEvents(1))).toMatchObject({ revision: 0 });
    await reader.close();
  });
});

describe('closing', () => {
  it('waits for appends in flight, then takes no more and lets its connection go', async () => {
    const slow = await startFaultProxy(node.address);
    const closing = EventLog.connect(slow.address);
    await closing.append(newStream(), NO_STREAM, newEvents(1));
    slow.delay(100);
    const appending = Array.from({ length: 30 }, () => closing.append(newStream(), NO_STREAM, newEvents(1)));
    const closed = closing.close();
    expect(await Promise.all(appending)).toHaveLength(30);
    await closed;
    await expect(closing.append(newStream(), NO_STREAM, newEvents(1))).rejects.toBeInstanceOf(StoreUnavailable);
    await until(() => slow.connections === 0);
    await slow.close();
  });
});
