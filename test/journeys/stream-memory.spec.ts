import fs from 'node:fs';
import { SHIPMENT, targetsOf } from '@waybill/domain';
import { AppendTooLarge, EventLog, NO_STREAM } from '@waybill/event-store';
import { derivedId, type NewEvent, seenStream, shipmentStream, storedEventId } from '@waybill/events';
import { SNAPSHOT_EVERY, StreamWriter } from '@waybill/streams';
import { untilKnown } from '../../libs/tracking/src/streams-until-known';
import { until } from '../faults/harness/waiting';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { startFaultProxy } from '../support/fault-proxy';
import { loaded, loadTrace, minute, ping, registered, type StoryEvent, tell } from '../support/shipment-story';
import { bytesDuring, bytesOf } from './bytes-read';

let node: RunningEventNode;
let log: EventLog;
beforeAll(async () => {
  node = await startEventNode();
  log = EventLog.connect(node.address);
});
afterAll(async () => {
  await log?.close();
  await node?.stop();
});

const pings = (shipmentId: string, from: number, to: number): StoryEvent[] =>
  Array.from({ length: to - from }, (_, n) => ping({ shipmentId, at: from + n, latitude: 50, longitude: 10 }));
const fresh = (cacheBytes?: number): StreamWriter => new StreamWriter(log, () => 0, cacheBytes);
const append = (writer: StreamWriter, { stream, event }: StoryEvent) =>
  writer.write(SHIPMENT.fold, stream, ({ seen }) => ({ events: seen.has(event.eventId) ? [] : [event], result: seen.has(event.eventId) }));

it('does not take over the state of a snapshot that another version of the code has stored', async () => {
  const id = 'OLD-SNAPSHOT';
  const stream = shipmentStream(id);
  await tell(log, [registered(id), ...pings(id, 0, 120)]);
  const right = await fresh().load(SHIPMENT.fold, stream);
  const known = derivedId('of the snapshot');
  const stored: NewEvent = {
    eventId: storedEventId('urn:waybill:tracking', '0', seenStream(stream)),
    type: 'dev.waybill.stream-remembered.v1',
    data: { upTo: 118, position: '0', seen: [[known, '']], state: { of: 'another shape' }, foldVersion: 99 },
    metadata: {
      specversion: '1.0',
      id: '0',
      source: 'urn:waybill:tracking',
      subject: stream,
      time: '2026-03-02T12:00:00Z',
      recordedtime: '2026-03-02T12:00:00Z',
    },
  };
  await log.append(seenStream(stream), NO_STREAM, [stored]);
  const { state, revision, seen, savedUpTo, savedIndex } = await fresh().load(SHIPMENT.fold, stream);
  expect([state, revision, savedIndex]).toEqual([right.state, 120, 0]);
  expect(seen.has(known)).toBe(true);
  expect(seen.after(savedUpTo).map(([eventId]) => eventId)).toEqual(right.seen.after(118).map(([eventId]) => eventId));
  expect(seen.after(savedUpTo)).toHaveLength(2);
});

it('tells only what the log holds while an append is under way', async () => {
  const proxy = await startFaultProxy(node.address);
  const distant = EventLog.connect(proxy.address);
  const writer = new StreamWriter(distant, () => 0);
  const [first, second] = [registered('UNDER-WAY'), ...pings('UNDER-WAY', 0, 1)] as [StoryEvent, StoryEvent];
  await append(writer, first);
  proxy.hold();
  const appending = append(writer, second);
  await new Promise((resolve) => setImmediate(resolve));
  const meanwhile = await writer.load(SHIPMENT.fold, first.stream);
  expect([meanwhile.revision, meanwhile.seen.has(second.event.eventId)]).toEqual([0, false]);
  proxy.heal();
  const { position } = await appending;
  const { revision, seen, ...after } = await writer.load(SHIPMENT.fold, first.stream);
  expect([revision, after.position, seen.has(second.event.eventId)]).toEqual([1, position, true]);
  await distant.close();
  await proxy.close();
});

describe('more events of one step than the store takes at once', () => {
  const several = (shipmentId: string) => [registered(shipmentId), ...pings(shipmentId, 0, 4_000)].map(({ event }) => event);
  const write = (writer: StreamWriter, shipmentId: string, divisible: boolean) =>
    writer.write(SHIPMENT.fold, shipmentStream(shipmentId), ({ seen }) => {
      const events = several(shipmentId).filter(({ eventId }) => !seen.has(eventId));
      return { events, divisible, result: events.length };
    });
  const stored = async (shipmentId: string) => {
    const ids: string[] = [];
    for await (const { eventId } of log.read(shipmentStream(shipmentId))) ids.push(eventId);
    return ids;
  };
  const idsOf = (shipmentId: string) => several(shipmentId).map(({ eventId }) => eventId);

  it('are stored in parts when they may be, once and in order', async () => {
    const writer = fresh();
    const { position } = await write(writer, 'PARTS', true);
    expect(await stored('PARTS')).toEqual(idsOf('PARTS'));
    expect(position).toBe((await log.readLast(shipmentStream('PARTS')))?.position);
    expect((await write(writer, 'PARTS', true)).result).toBe(0);
  });

  it('are completed when the process ended between two parts, or two processes store them at once', async () => {
    await log.append(shipmentStream('HALF'), NO_STREAM, several('HALF').slice(0, 500));
    await Promise.all([fresh(), fresh()].map((writer) => write(writer, 'HALF', true)));
    expect(await stored('HALF')).toEqual(idsOf('HALF'));
  });

  it('are refused as a whole when they must not be divided', async () => {
    await expect(write(fresh(), 'WHOLE', false)).rejects.toBeInstanceOf(AppendTooLarge);
    expect(await stored('WHOLE')).toEqual([]);
  });
});

it('knows every event and every command of a long stream from its snapshots, without reading it whole', async () => {
  const stream = shipmentStream('LONG');
  const reports = pings('LONG', 0, 9 * SNAPSHOT_EVERY + 50);
  const writer = fresh();
  const { event } = registered('LONG');
  const metadata = { ...event.metadata, commandkey: derivedId('key'), commandhash: 'hash of its body' };
  await append(writer, { stream, event: { ...event, metadata } });
  const stored = async () => (await log.readLast(seenStream(stream)))?.revision;
  for (let n = 0; n * SNAPSHOT_EVERY < reports.length; n += 1) {
    await Promise.all(reports.slice(n * SNAPSHOT_EVERY, (n + 1) * SNAPSHOT_EVERY).map((report) => append(writer, report)));
    await until(`snapshot ${n}`, async () => (await stored()) === Math.min(n, 8));
  }
  const proxy = await startFaultProxy(node.address);
  const distant = EventLog.connect(proxy.address);
  const read = await bytesDuring(proxy, async () => {
    const { seen, revision, commands } = await new StreamWriter(distant, () => 0).load(SHIPMENT.fold, stream);
    expect([seen.size, revision]).toEqual([reports.length + 1, reports.length]);
    expect(commands.get(derivedId('key'))).toBe('hash of its body');
  });
  const whole = await bytesOf(proxy, stream);
  await distant.close();
  await proxy.close();
  expect(read).toBeLessThan(whole / 4);
});

it('remembers no more than it has room for, however streams grow', async () => {
  const [small, large] = [registered('SMALL'), registered('LARGE')];
  const writer = fresh(8_000);
  await append(writer, small);
  await append(writer, large);
  expect(writer.peek(small.stream)).toBeDefined();
  for (const report of pings('LARGE', 0, 80)) await append(writer, report);
  expect(writer.peek(small.stream)).toBeUndefined();
});

it('finds all that is aboard a unit, however little room there is for remembering it', async () => {
  const unit = { scheme: 'vehicle' as const, value: 'CROWDED' };
  const aboard = Array.from({ length: 12 }, (_, n) => `ABOARD-${10 + n}`);
  await tell(
    log,
    aboard.flatMap((id) => [registered(id), loaded(id, unit, 0), loadTrace(id, unit, 0), ...pings(id, 1, 5)]),
  );
  expect(await untilKnown(fresh(8_000), (known) => targetsOf(unit, minute(10), known))).toEqual(aboard);
});

it('reads no more than what came since, when what it remembers is in doubt', async () => {
  const stream = shipmentStream('DOUBTED');
  await tell(log, [registered('DOUBTED'), ...pings('DOUBTED', 0, 200)]);
  const proxy = await startFaultProxy(node.address);
  const distant = EventLog.connect(proxy.address);
  const writer = new StreamWriter(distant, () => 0);
  await writer.load(SHIPMENT.fold, stream);
  const [last] = pings('DOUBTED', 300, 301) as [StoryEvent];
  await append(fresh(), last);
  writer.recheckAll();
  expect(writer.peek(stream)).toBeUndefined();
  const read = await bytesDuring(proxy, async () => {
    const { revision, seen } = await writer.load(SHIPMENT.fold, stream);
    expect([revision, seen.size, seen.has(last.event.eventId)]).toEqual([201, 202, true]);
  });
  const whole = await bytesOf(proxy, stream);
  await distant.close();
  await proxy.close();
  expect(read).toBeLessThan(whole / 20);
});

/** A stream that a writer remembers with four events which an older copy of the log, that takes its place, lacks. */
async function exchanged(id: string): Promise<{ writer: StreamWriter; stream: string; lost: StoryEvent[] }> {
  const writer = fresh();
  const [first, ...lost] = [registered(id), ...pings(id, 0, 4)] as [StoryEvent, ...StoryEvent[]];
  await append(writer, first);
  await node.kill();
  fs.cpSync(node.dataDir, `${node.dataDir}-copy`, { recursive: true, filter: (file) => !file.endsWith('.lock') });
  await node.restart();
  for (const report of lost) await append(writer, report);
  await node.kill();
  fs.rmSync(node.dataDir, { recursive: true });
  fs.renameSync(`${node.dataDir}-copy`, node.dataDir);
  await node.restart();
  return { writer, stream: first.stream, lost };
}

it('goes on after the log was exchanged for an older copy', async () => {
  const { writer, stream } = await exchanged('RESTORED');
  const [next] = pings('RESTORED', 100, 101) as [StoryEvent];
  await append(writer, next);
  expect((await writer.load(SHIPMENT.fold, stream)).revision).toBe(1);
});

it('finds out by its last event that a stream is another one, however long that has become', async () => {
  const { writer, stream, lost } = await exchanged('REPLACED');
  const others = pings('REPLACED', 100, 106);
  for (const report of others) await append(fresh(), report);
  writer.recheckAll();
  const { revision, seen } = await writer.load(SHIPMENT.fold, stream);
  expect(revision).toBe(6);
  expect(lost.filter(({ event }) => seen.has(event.eventId))).toEqual([]);
  expect(others.filter(({ event }) => !seen.has(event.eventId))).toEqual([]);
});
