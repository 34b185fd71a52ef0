import { EventLog } from '@waybill/event-store';
import { type Identifier, identifierStream, type StoredEvent, shipmentStream, type Unit } from '@waybill/events';
import { Attribution } from '@waybill/tracking';
import { addedByAttribution } from '../faults/checkers/attribution';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { assigned, loaded, loadTrace, ping, registered, released, type StoryEvent, tell, unitLoaded } from '../support/shipment-story';

/** Attribution with the streams of shipments handled by one process and those of names by another: as partitions are spread. */
let node: RunningEventNode;
let log: EventLog;
const clock = { now: () => 0, monotonic: () => performance.now() };
let owners: { readonly prefix: string; readonly attribution: Attribution }[];
let told: StoredEvent | undefined;

beforeAll(async () => {
  node = await startEventNode();
  log = EventLog.connect(node.address);
  owners = ['shipment-', 'identifier-'].map((prefix) => ({ prefix, attribution: Attribution.open({ log, clock }) }));
});
afterAll(async () => {
  await log?.close();
  await node?.stop();
});

/** Hands the log on to both, each its own part, until nothing more comes of it. */
async function settle(): Promise<void> {
  for (;;) {
    const events: StoredEvent[] = [];
    const from = told && { commit: told.position, prepare: told.preparePosition };
    for await (const event of log.readAll({ from: from ?? 'start' })) if (event.eventId !== told?.eventId) events.push(event);
    if (events.length === 0) return;
    told = events.at(-1);
    for (const { prefix, attribution } of owners) {
      attribution.observe(events);
      let handled = await attribution.handle(events.filter(({ stream }) => stream.startsWith(prefix)));
      while (handled.pending !== undefined) handled = await attribution.handle([]);
    }
  }
}

/** Ids of the reports that count for a shipment. */
async function counting(shipmentId: string): Promise<string[]> {
  const reports = new Map<string, string>();
  const out = new Set<string>();
  for await (const event of log.read(shipmentStream(shipmentId))) {
    if (event.type === 'dev.waybill.position-reported.v1') reports.set(event.eventId, event.metadata.id);
    if (event.type === 'dev.waybill.fact-retracted.v1') out.add(event.data.eventId);
    if (event.type === 'dev.waybill.fact-reinstated.v1') out.delete(event.data.eventId);
  }
  return [...reports]
    .filter(([eventId]) => !out.has(eventId))
    .map(([, id]) => id)
    .sort();
}

/** A report as an API process writes it that takes the shipment for the one that it concerns. */
const reported = (shipmentId: string, { scheme, value }: Identifier, at: number): StoryEvent =>
  ping({ shipmentId, at, latitude: 50, longitude: 10, id: `${shipmentId} ${at}`, subject: `${scheme}:${value}` });

/** A report in the stream of what it is about. */
const own = (unit: Identifier, at: number): StoryEvent => ({ ...reported('UNIT', unit, at), stream: identifierStream(unit) });
const vehicle = (value: string): Unit => ({ scheme: 'vehicle', value });

it('gives a report to the new holder of a name, also from a process that had not heard of the change', async () => {
  const name: Identifier = { scheme: 'booking', value: 'HANDED-ON' };
  await tell(log, [registered('FIRST'), registered('SECOND'), assigned(name, 'FIRST'), reported('FIRST', name, 1)]);
  await settle();
  await tell(log, [released(name, 'FIRST', 5), assigned(name, 'SECOND', 5, 5)]);
  await settle();
  await tell(log, [reported('FIRST', name, 9)]);
  await settle();
  expect([await counting('FIRST'), await counting('SECOND')]).toEqual([['FIRST 1'], ['FIRST 9']]);
});

it('gives a report of a unit to a shipment that was loaded on it again by another process', async () => {
  const unit = vehicle('SHARED');
  const load = (shipmentId: string, at: number) => [loaded(shipmentId, unit, at), loadTrace(shipmentId, unit, at)];
  const story = [registered('STAYS'), ...load('STAYS', 0), registered('RETURNS'), ...load('RETURNS', 0)];
  await tell(log, [...story, loaded('RETURNS', unit, 1, 'unloaded'), own(unit, 2)]);
  await settle();
  await tell(log, load('RETURNS', 3));
  await settle();
  await tell(log, [own(unit, 4)]);
  await settle();
  expect([await counting('STAYS'), await counting('RETURNS')]).toEqual([['UNIT 2', 'UNIT 4'], ['UNIT 4']]);
});

describe('when it is heard of late, takes back', () => {
  it('what a unit brought after another one had taken the shipment over', async () => {
    const [first, second] = [vehicle('GAVE'), vehicle('TOOK')];
    await tell(log, [registered('PASSED'), loaded('PASSED', first, 0), own(first, 1), own(first, 3)]);
    await settle();
    expect(await counting('PASSED')).toEqual(['UNIT 1', 'UNIT 3']);
    await tell(log, [loaded('PASSED', second, 2)]);
    await settle();
    expect(await counting('PASSED')).toEqual(['UNIT 1']);
  });

  it('what a container brought after it had come onto another vehicle', async () => {
    const [first, second] = [vehicle('UNSTACKED'), vehicle('STACKED')];
    const container: Unit = { scheme: 'container', value: 'MSCU1234566' };
    await tell(log, [registered('BOXED'), loaded('BOXED', container, 0), unitLoaded(container, first, 0), own(first, 1), own(first, 3)]);
    await settle();
    expect(await counting('BOXED')).toEqual(['UNIT 1', 'UNIT 3']);
    await tell(log, [unitLoaded(container, second, 2)]);
    await settle();
    expect(await counting('BOXED')).toEqual(['UNIT 1']);
  });

  it('what a device reported after it had come onto another vehicle', async () => {
    const [first, second] = [vehicle('UNMOUNTED'), vehicle('MOUNTED')];
    const device: Unit = { scheme: 'device', value: 'TRACKER' };
    await tell(log, [registered('LOST-IT'), loaded('LOST-IT', first, 0), registered('GOT-IT'), loaded('GOT-IT', second, 0)]);
    await tell(log, [unitLoaded(device, first, 0), own(device, 1), own(device, 3)]);
    await settle();
    expect([await counting('LOST-IT'), await counting('GOT-IT')]).toEqual([['UNIT 1', 'UNIT 3'], []]);
    await tell(log, [unitLoaded(device, second, 2)]);
    await settle();
    expect([await counting('LOST-IT'), await counting('GOT-IT')]).toEqual([['UNIT 1'], ['UNIT 3']]);
  });
});

it('writes nothing new when the whole log is handed to other ones', async () => {
  const head = await log.head();
  owners = owners.map(({ prefix }) => ({ prefix, attribution: Attribution.open({ log, clock }) }));
  told = undefined;
  await settle();
  expect(await log.head()).toEqual(head);
});

it('is asked again over a whole log after the faults, and names what is not where it belongs', async () => {
  expect((await addedByAttribution(log)).added).toEqual([]);
  await tell(log, [reported('FIRST', { scheme: 'booking', value: 'HANDED-ON' }, 11)]);
  expect((await addedByAttribution(log)).added).toEqual([
    'a fresh attribution adds dev.waybill.position-reported.v1 to shipment-SECOND',
    'a fresh attribution adds dev.waybill.fact-retracted.v1 to shipment-FIRST',
  ]);
});
