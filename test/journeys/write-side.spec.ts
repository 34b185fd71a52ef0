import { randomUUID } from 'node:crypto';
import { AppendTooLarge, EventLog } from '@waybill/event-store';
import { type Instant, parseSubject, type StoredEvent, type Subject, shipmentStream, storedEventId, type Unit } from '@waybill/events';
import { Attribution, type CommandContext, type Report, Tracking } from '@waybill/tracking';
import { type RunningEventNode, startEventNode } from '../support/event-node';

jest.setTimeout(30_000);

/** The write side against the real store: what ends in which stream, exactly once. */
let node: RunningEventNode;
let log: EventLog;
let tracking: Tracking;
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const start = Date.now() - 3_600_000;
const at = (minutes: number): Instant => (start + minutes * 60_000) as Instant;
const context = (idempotencyKey?: string, body: unknown = {}): CommandContext => ({ caller: 'key_1', idempotencyKey, body });
const place = { latitude: 53.5, longitude: 9.9 };

function report(
  subject: string,
  minutes: number,
  id: string = randomUUID(),
  data: object = { latitude: 50, longitude: 8 + minutes / 1000 },
): Report {
  const time = at(minutes);
  const attributes = { specversion: '1.0', time: new Date(time).toISOString(), subject };
  const type = 'milestone' in data ? 'dev.waybill.item-scanned.v1' : 'dev.waybill.position-reported.v1';
  return { source: 'urn:test:carrier', id, type, subject: parseSubject(subject) as Subject, time, attributes, data };
}
const scan = (subject: string, minutes: number, milestone: string, id?: string) => report(subject, minutes, id, { milestone });

async function events(stream: string): Promise<StoredEvent[]> {
  const all: StoredEvent[] = [];
  for await (const event of log.read(stream)) all.push(event);
  return all;
}
const reportsOf = async (shipmentId: string) =>
  (await events(shipmentStream(shipmentId))).filter(({ metadata }) => metadata.source === 'urn:test:carrier');

/** What counts of the reports of a shipment: ids that were not retracted. */
async function counting(shipmentId: string): Promise<string[]> {
  const all = await events(shipmentStream(shipmentId));
  const out = new Set<string>();
  for (const event of all) {
    if (event.type === 'dev.waybill.fact-retracted.v1') out.add(event.data.eventId);
    if (event.type === 'dev.waybill.fact-reinstated.v1') out.delete(event.data.eventId);
  }
  return all
    .filter(({ eventId, metadata }) => metadata.source === 'urn:test:carrier' && !out.has(eventId))
    .map(({ metadata }) => metadata.id)
    .sort();
}

async function register(identifiers: { scheme: string; value: string }[] = [], shipmentId = `S-${randomUUID()}`): Promise<string> {
  const plan = { shipmentId, carrier: 'dhl', identifiers, origin: place, destination: place };
  const done = await tracking.register(plan, context(undefined, plan));
  expect(done).toMatchObject({ shipmentId, created: true });
  return shipmentId;
}

let attribution: Attribution;
/** The last event that the attribution has been told of. */
let considered: StoredEvent | undefined;

/** What has been appended since; from then on it counts as told. */
async function news(): Promise<StoredEvent[]> {
  const last = considered;
  const batch: StoredEvent[] = [];
  for await (const event of log.readAll(last && { from: { commit: last.position, prepare: last.preparePosition } })) {
    if (event.eventId === last?.eventId) continue;
    if (/^(shipment|identifier)-/.test(event.stream)) batch.push(event);
    considered = event;
  }
  return batch;
}

/** Feeds the log to the attribution, from where it was, until it has nothing more to do. */
async function settle(): Promise<void> {
  for (let batch = await news(); batch.length > 0; batch = await news()) {
    let handled = await attribution.handle(batch);
    while (handled.pending !== undefined) handled = await attribution.handle([]);
  }
}

beforeAll(async () => {
  node = await startEventNode();
  log = EventLog.connect(node.address);
  tracking = Tracking.open({ log, clock });
  attribution = Attribution.open({ log, clock });
});
afterAll(async () => {
  await log?.close();
  await node?.stop();
});

describe('taking in', () => {
  it('appends a report on a shipment once, whoever sends it again and whenever', async () => {
    const shipmentId = await register();
    const reports = Array.from({ length: 40 }, (_, i) => report(`shipment:${shipmentId}`, i, `r${i}`));
    const elsewhere = Tracking.open({ log, clock });
    const answers = await Promise.all([tracking.takeIn(reports), elsewhere.takeIn([...reports].reverse()), tracking.takeIn(reports)]);
    const outcomes = answers.flatMap((answer) => answer.outcomes.map(({ outcome }) => outcome));
    expect(outcomes.filter((outcome) => outcome === 'appended')).toHaveLength(40);
    expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(80);
    expect(await reportsOf(shipmentId)).toHaveLength(40);
    const later = await Tracking.open({ log, clock }).takeIn(reports);
    expect(later.outcomes.every(({ outcome }) => outcome === 'duplicate')).toBe(true);
    const last = (await reportsOf(shipmentId)).at(-1) as StoredEvent;
    expect(later.position).toBeGreaterThanOrEqual(last.position);
  });

  it('tells other content under a known id', async () => {
    const shipmentId = await register();
    await tracking.takeIn([report(`shipment:${shipmentId}`, 1, 'x')]);
    const { outcomes } = await tracking.takeIn([report(`shipment:${shipmentId}`, 2, 'x')]);
    expect(outcomes).toEqual([{ outcome: 'conflict', shipmentIds: [shipmentId] }]);
  });

  it('answers an empty request with no position', async () => {
    expect(await tracking.takeIn([])).toEqual({ position: null, outcomes: [] });
  });
});

describe('names', () => {
  it('park reports until somebody registers the name, and bring them to whoever does', async () => {
    const number = `DHL/${randomUUID().toUpperCase()}`;
    const parked = await tracking.takeIn([scan(`tracking-number:${number}`, 1, 'PICKED_UP', 'early')]);
    expect(parked.outcomes).toEqual([{ outcome: 'parked', shipmentIds: [] }]);
    expect((await tracking.takeIn([scan(`tracking-number:${number}`, 1, 'PICKED_UP', 'early')])).outcomes[0]?.outcome).toBe('duplicate');
    const shipmentId = await register([{ scheme: 'tracking-number', value: number }]);
    await settle();
    expect(await counting(shipmentId)).toEqual(['early']);
    const again = await tracking.takeIn([scan(`tracking-number:${number}`, 1, 'PICKED_UP', 'early')]);
    expect(again.outcomes).toEqual([{ outcome: 'duplicate', shipmentIds: [shipmentId] }]);
    expect(await reportsOf(shipmentId)).toHaveLength(1);
  });

  it('park reports on a shipment that is registered later', async () => {
    const shipmentId = `S-${randomUUID()}`;
    expect((await tracking.takeIn([report(`shipment:${shipmentId}`, 1, 'first')])).outcomes[0]?.outcome).toBe('parked');
    await register([], shipmentId);
    await settle();
    expect(await counting(shipmentId)).toEqual(['first']);
  });

  it('are given to one shipment at a time; a refused registration takes none', async () => {
    const a = { scheme: 'booking', value: `A${randomUUID()}` };
    const b = { scheme: 'booking', value: `B${randomUUID()}` };
    const holder = await register([b]);
    const plan = { shipmentId: `S-${randomUUID()}`, identifiers: [a, b], origin: place, destination: place };
    expect(await tracking.register(plan, context(undefined, plan))).toMatchObject({ rejected: 'identifier-taken' });
    await register([a]);
    await tracking.deliver(holder, { at: at(5) }, context());
    const successor = await register([b]);
    const { outcomes } = await tracking.takeIn([scan(`booking:${b.value}`, 4, 'IN_TRANSIT'), scan(`booking:${b.value}`, 6, 'IN_TRANSIT')]);
    expect(outcomes.map(({ shipmentIds }) => shipmentIds)).toEqual([[holder], [successor]]);
  });

  it('are free again at once when a registration that took them fails', async () => {
    const names = [1, 2].map(() => ({ scheme: 'booking', value: randomUUID() }));
    const plan = { shipmentId: `S-${randomUUID()}`, identifiers: names, origin: place, destination: place };
    const large = { ...plan, reference: 'x'.repeat(1_100_000) };
    await expect(tracking.register(large, context(undefined, large))).rejects.toBeInstanceOf(AppendTooLarge);
    const successor = await register(names);
    const { outcomes } = await tracking.takeIn(names.map(({ value }) => scan(`booking:${value}`, 1, 'PICKED_UP')));
    expect(outcomes.map(({ shipmentIds }) => shipmentIds)).toEqual([[successor], [successor]]);
  });

  it('move reports when the holder turns out to have been another', async () => {
    const booking = { scheme: 'booking' as const, value: `C${randomUUID()}`.toUpperCase() };
    const first = await register([booking]);
    await tracking.takeIn([
      scan(`booking:${booking.value}`, 1, 'PICKED_UP', 'one'),
      scan(`booking:${booking.value}`, 9, 'IN_TRANSIT', 'two'),
    ]);
    await tracking.takeIn([scan(`shipment:${first}`, 5, 'DELIVERED', 'end')]);
    const second = await register([booking]);
    await settle();
    expect(await counting(first)).toEqual(['end', 'one']);
    expect(await counting(second)).toEqual(['two']);
  });
});

describe('units', () => {
  const vehicle = (): Unit => ({ scheme: 'vehicle', value: `V${randomUUID()}` });

  it('give every report to the shipments aboard at that time', async () => {
    const unit = vehicle();
    const [a, b] = [await register(), await register()];
    await tracking.load(a, unit, at(0), context());
    await tracking.load(b, unit, at(10), context());
    await tracking.unload(a, unit, at(20), context());
    const { outcomes } = await tracking.takeIn([5, 15, 25].map((minute) => report(`vehicle:${unit.value}`, minute, `p${minute}`)));
    expect(outcomes.map(({ shipmentIds }) => [...shipmentIds].sort())).toEqual([[a], [a, b].sort(), [b]]);
    await settle();
    expect(await counting(a)).toEqual(['p15', 'p5']);
    expect(await counting(b)).toEqual(['p15', 'p25']);
  });

  it('bring what was reported before a load was known, and take back what a correction disproves', async () => {
    const unit = vehicle();
    const shipmentId = await register();
    await tracking.takeIn([1, 2, 3, 4].map((minute) => report(`vehicle:${unit.value}`, minute, `p${minute}`)));
    await tracking.load(shipmentId, unit, at(2), context());
    await settle();
    expect(await counting(shipmentId)).toEqual(['p2', 'p3', 'p4']);
    await tracking.unload(shipmentId, unit, at(4), context());
    await settle();
    expect(await counting(shipmentId)).toEqual(['p2', 'p3']);
  });

  it('give nothing to a shipment after its end, whatever the order of arrival', async () => {
    const unit = vehicle();
    const [a, b] = [await register(), await register()];
    for (const shipmentId of [a, b]) await tracking.load(shipmentId, unit, at(0), context());
    await tracking.takeIn([scan(`shipment:${a}`, 5, 'DELIVERED', 'end')]);
    await tracking.takeIn([report(`vehicle:${unit.value}`, 4, 'p4'), report(`vehicle:${unit.value}`, 6, 'p6')]);
    await tracking.takeIn([scan(`shipment:${b}`, 5, 'DELIVERED', 'end')]);
    await settle();
    expect(await counting(a)).toEqual(['end', 'p4']);
    expect(await counting(b)).toEqual(['end', 'p4']);
    const end = storedEventId('urn:test:carrier', 'end', shipmentStream(b));
    expect(await tracking.retractFact(b, end, 'wrong parcel', context())).toHaveProperty('position');
    await settle();
    expect(await counting(b)).toEqual(['p4', 'p6']);
  });

  it('nest: a device on a vehicle, a container on a vehicle', async () => {
    const unit = vehicle();
    const container: Unit = { scheme: 'container', value: `C${randomUUID()}`.toUpperCase() };
    const device: Unit = { scheme: 'device', value: `D${randomUUID()}` };
    const shipmentId = await register();
    await tracking.takeIn([report(`device:${device.value}`, 3, 'd3')]);
    await tracking.load(shipmentId, container, at(0), context());
    await tracking.loadUnit(container, unit, at(1), context());
    await tracking.loadUnit(device, unit, at(2), context());
    await tracking.takeIn([report(`device:${device.value}`, 4, 'd4'), report(`vehicle:${unit.value}`, 0.5, 'v0')]);
    await settle();
    expect(await counting(shipmentId)).toEqual(['d3', 'd4']);
    expect(await tracking.loadUnit(unit, container, at(5), context())).toMatchObject({ rejected: 'unit-cycle' });
  });

  it('retract for everybody aboard', async () => {
    const unit = vehicle();
    const shipmentId = await register();
    await tracking.load(shipmentId, unit, at(0), context());
    await tracking.takeIn([report(`vehicle:${unit.value}`, 1, 'wrong'), report(`vehicle:${unit.value}`, 2, 'right')]);
    const eventId = storedEventId('urn:test:carrier', 'wrong', `identifier-vehicle~${unit.value}`);
    expect(await tracking.retractUnitFact(unit, eventId, 'device was on the bench', context())).toHaveProperty('position');
    await settle();
    expect(await counting(shipmentId)).toEqual(['right']);
    expect((await tracking.takeIn([report(`vehicle:${unit.value}`, 1, 'wrong')])).outcomes[0]?.outcome).toBe('duplicate');
    await settle();
    expect(await counting(shipmentId)).toEqual(['right']);
  });
});

describe('attribution', () => {
  it('writes nothing new when the whole log is handed to another one', async () => {
    await settle();
    const head = await log.head();
    attribution = Attribution.open({ log, clock });
    considered = undefined;
    await settle();
    expect(await log.head()).toEqual(head);
  });
});

describe('commands', () => {
  it('registers once: the same plan gives the same answer, another one is refused', async () => {
    const plan = { shipmentId: `S-${randomUUID()}`, origin: place, destination: place };
    const first = await tracking.register(plan, context(undefined, plan));
    await tracking.takeIn([report(`shipment:${plan.shipmentId}`, 1)]);
    expect(await Tracking.open({ log, clock }).register(plan, context(undefined, plan))).toEqual({ ...first, created: false });
    const other = { ...plan, carrier: 'ups' };
    expect(await tracking.register(other, context(undefined, other))).toMatchObject({ rejected: 'shipment-exists' });
  });

  it('recognises a repeated command by its key, and refuses another body under it', async () => {
    const shipmentId = await register();
    const key = randomUUID();
    const first = await tracking.issueTrackingLink(shipmentId, context(key));
    expect(await tracking.issueTrackingLink(shipmentId, context(key))).toEqual(first);
    expect(await tracking.issueTrackingLink(shipmentId, context(key, { other: 1 }))).toMatchObject({ rejected: 'idempotency-key-reused' });
    const plan = { origin: place, destination: place };
    const registered = await tracking.register(plan, context(key, plan));
    expect(await tracking.register(plan, context(key, plan))).toEqual({ ...registered, created: false });
    expect(await tracking.register(plan, context(key, { ...plan, more: 1 }))).toMatchObject({ rejected: 'idempotency-key-reused' });
  });

  it('refuses what makes no sense, with a fresh look at the log', async () => {
    const ghost = `S-${randomUUID()}`;
    expect(await tracking.deliver(ghost, {}, context())).toMatchObject({ rejected: 'shipment-not-found' });
    const other = Tracking.open({ log, clock });
    const plan = { shipmentId: ghost, origin: place, destination: place };
    await other.register(plan, context(undefined, plan));
    expect(await tracking.deliver(ghost, { at: at(3) }, context())).toHaveProperty('position');
    expect(await tracking.cancel(ghost, {}, context())).toMatchObject({ rejected: 'shipment-terminal' });
    expect(await tracking.retractFact(ghost, randomUUID(), 'no', context())).toMatchObject({ rejected: 'fact-not-found' });
    expect(await tracking.unload(ghost, { scheme: 'vehicle', value: 'nowhere' }, at(1), context())).toMatchObject({
      rejected: 'not-aboard',
    });
  });
});
