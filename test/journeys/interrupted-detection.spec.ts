import { ExceptionDetection } from '@waybill/detection';
import { EventLog } from '@waybill/event-store';
import { exceptionsStream, type StoredEvent, shipmentStream } from '@waybill/events';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { minute, ping, registered, type StoryEvent, scan, tell } from '../support/shipment-story';
import { eventsOf } from '../support/stored-events';

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

const raised = async (shipmentId: string) => (await eventsOf(log, exceptionsStream(shipmentId))).map(({ type }) => type.split('.')[2]);

/** Reports about one shipment, and what two processes that take turns make of them. */
class Turns {
  private told = 0;
  private now = 0;
  readonly first = ExceptionDetection.open({ log, clock: { now: () => minute(this.now) } });
  readonly second = ExceptionDetection.open({ log, clock: { now: () => minute(this.now) } });

  constructor(readonly shipmentId: string) {}

  /** More events, which are handed to those given. */
  async tell(story: readonly StoryEvent[], now: number, ...handed: readonly ExceptionDetection[]): Promise<void> {
    await tell(log, story);
    this.now = now;
    const events = await eventsOf(log, shipmentStream(this.shipmentId), this.told);
    this.told += events.length;
    for (const one of handed) await one.handle(events);
  }
}

const fixes = (shipmentId: string, from: number, to: number, latitude: (at: number) => number): StoryEvent[] =>
  Array.from({ length: (to - from) / 5 + 1 }, (_, i) => from + 5 * i).map((at) =>
    ping({ shipmentId, at, latitude: latitude(at), longitude: 10 }),
  );

it('goes on from what it remembers, with all that others did meanwhile', async () => {
  const id = 'TURNS';
  const turns = new Turns(id);
  const begun = [registered(id, { mode: 'road' }), scan({ shipmentId: id, at: 0, milestone: 'PICKED_UP' })];
  await turns.tell([...begun, ...fixes(id, 5, 60, (at) => 53 - at * 0.01)], 60, turns.first, turns.second);
  expect(await raised(id)).toEqual([]);

  turns.first.interrupted();
  await turns.tell(
    fixes(id, 65, 200, () => 52.35),
    200,
    turns.second,
  );
  expect(await raised(id)).toEqual(['no-movement-detected']);

  // Without what came in between it would take the exception back.
  await turns.tell(
    fixes(id, 205, 230, (at) => 52.35 - (at - 200) * 0.01),
    230,
    turns.first,
  );
  expect(await raised(id)).toEqual(['no-movement-detected', 'movement-resumed']);
});

it('takes back what others have raised meanwhile when facts that came late do not bear it out', async () => {
  const id = 'TAKEN-BACK';
  const turns = new Turns(id);
  const begun = [registered(id, { mode: 'road' }), scan({ shipmentId: id, at: 0, milestone: 'PICKED_UP' })];
  await turns.tell([...begun, ...fixes(id, 5, 60, (at) => 53 - at * 0.01)], 60, turns.first, turns.second);
  await turns.first.due([id]);
  await turns.tell([], 130);
  await turns.second.due([id]);
  expect(await raised(id)).toEqual(['signal-lost']);

  turns.first.interrupted();
  await turns.tell(
    fixes(id, 65, 130, (at) => 53 - at * 0.01),
    131,
    turns.first,
  );
  expect((await raised(id)).at(-1)).toBe('exception-retracted');
});

it('takes back what the clock raised when facts of before come, though none of them begins or ends anything', async () => {
  const id = 'BUFFERED';
  const turns = new Turns(id);
  const begun = [registered(id, { mode: 'road' }), scan({ shipmentId: id, at: 0, milestone: 'PICKED_UP' })];
  await turns.tell([...begun, ...fixes(id, 5, 60, (at) => 53 - at * 0.01)], 60, turns.first);
  await turns.tell([], 130, turns.first);
  await turns.first.due([id]);
  expect(await raised(id)).toEqual(['signal-lost']);
  await turns.tell(
    fixes(id, 65, 130, (at) => 53 - at * 0.01),
    131,
    turns.first,
  );
  expect((await raised(id)).at(-1)).toBe('exception-retracted');
});

it('takes back that it is late when a delivery in time is heard of later', async () => {
  const id = 'IN-TIME';
  const turns = new Turns(id);
  const plannedArrival = new Date(minute(120)).toISOString();
  await turns.tell(
    [registered(id, { mode: 'road', plannedArrival }), scan({ shipmentId: id, at: 60, milestone: 'OUT_FOR_DELIVERY' })],
    61,
    turns.first,
  );
  await turns.tell([], 200, turns.first);
  await turns.first.due([id]);
  const late = await raised(id);
  await turns.tell([scan({ shipmentId: id, at: 110, recorded: 205, milestone: 'DELIVERED' })], 205, turns.first);
  expect([late, (await raised(id)).at(-1)]).toEqual([['shipment-late'], 'exception-retracted']);
});

it('asks again for the deadlines of all that it remembers, and says nothing twice', async () => {
  const id = 'AGAIN';
  const turns = new Turns(id);
  await turns.tell([registered(id, { mode: 'road' }), scan({ shipmentId: id, at: 0, milestone: 'PICKED_UP' })], 1, turns.first);
  turns.first.interrupted();
  const [last] = (await eventsOf(log, shipmentStream(id))).slice(-1);
  const { deadlines, emitted } = await turns.first.handle([last as StoredEvent]);
  expect(deadlines).toEqual([{ key: id, due: minute(24 * 60) }]);
  expect(emitted).toBeUndefined();
});

it('says more of one batch than the store takes at once, and all of it once', async () => {
  const id = 'RARELY-HEARD-OF';
  const turns = new Turns(id);
  const rarely = Array.from({ length: 999 }, (_, i) =>
    ping({ shipmentId: id, at: 120 * (i + 1), latitude: 53 - (i % 9) * 0.5, longitude: 10 }),
  );
  const begun = [registered(id, { mode: 'road' }), scan({ shipmentId: id, at: 0, milestone: 'PICKED_UP' })];
  await turns.tell([...begun, ...rarely], 120 * 1_000, turns.first, turns.second);
  const said = await eventsOf(log, exceptionsStream(id));
  expect(said.length).toBeGreaterThan(1_900);
  expect(new Set(said.map(({ eventId }) => eventId)).size).toBe(said.length);
  expect(said.reduce((bytes, { data }) => bytes + JSON.stringify(data).length, 0)).toBeGreaterThan(1024 * 1024 - said.length * 350);
  turns.second.interrupted();
  expect((await turns.second.due([id])).emitted).toBeUndefined();
  expect(await eventsOf(log, exceptionsStream(id))).toHaveLength(said.length);
});

it('says nothing while it goes through the past, and compares each shipment once, at the end', async () => {
  const [inOrder, late] = ['PAST-ORDER', 'PAST-LATE'];
  const story = (id: string): StoryEvent[] => [
    registered(id, { mode: 'road' }),
    scan({ shipmentId: id, at: 0, milestone: 'PICKED_UP' }),
    ...fixes(id, 5, 60, (at) => 53 - at * 0.01),
    ...fixes(id, 65, 200, () => 52.35),
  ];
  await tell(log, [...story(inOrder), ...story(late), ...fixes(late, 7, 7, (at) => 53 - at * 0.01)]);
  const detection = ExceptionDetection.open({ log, clock: { now: () => minute(200) } });
  const stayed = [...(await eventsOf(log, shipmentStream(inOrder))), ...(await eventsOf(log, shipmentStream(late)))];
  const pieces = [stayed.slice(0, 20), stayed.slice(20, 70), stayed.slice(70)];
  const asked = [];
  for (const piece of pieces) asked.push(...(await detection.handle(piece, true)).deadlines);
  expect(asked.sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
    { key: late, due: 0 },
    { key: inOrder, due: 0 },
  ]);
  expect([await raised(inOrder), await raised(late)]).toEqual([[], []]);

  await detection.due([inOrder, late]);
  expect([await raised(inOrder), await raised(late)]).toEqual([['no-movement-detected'], ['no-movement-detected']]);
  // What the log says by now is all there is to be said.
  await ExceptionDetection.open({ log, clock: { now: () => minute(200) } }).due([inOrder, late]);
  expect([await raised(inOrder), await raised(late)]).toEqual([['no-movement-detected'], ['no-movement-detected']]);
});
