import { ExceptionDetection } from '@waybill/detection';
import { exceptionsStream, type StoredEvent, shipmentStream } from '@waybill/events';
import { given, ownStore } from '../support/given';
import { minute, ping, registered, type StoryEvent, scan } from '../support/shipment-story';
import { eventsOf } from '../support/stored-events';

const store = ownStore();
const story = given(store);
const open = () => ExceptionDetection.open({ log: store.log, clock: story.clock });

const raised = async (shipmentId: string) =>
  (await eventsOf(store.log, exceptionsStream(shipmentId))).map(({ type }) => type.split('.')[2]);

const fixes = (shipmentId: string, from: number, to: number, latitude: (at: number) => number): StoryEvent[] =>
  Array.from({ length: (to - from) / 5 + 1 }, (_, i) => from + 5 * i).map((at) =>
    ping({ shipmentId, at, latitude: latitude(at), longitude: 10 }),
  );

it('goes on from what it remembers, with all that others did meanwhile', async () => {
  const id = 'TURNS';
  const [first, second] = [open(), open()];
  const begun = [registered(id, { mode: 'road' }), scan({ shipmentId: id, at: 0, milestone: 'PICKED_UP' })];
  await story.heard([...begun, ...fixes(id, 5, 60, (at) => 53 - at * 0.01)], 60).by(first, second);
  expect(await raised(id)).toEqual([]);

  first.interrupted();
  await story
    .heard(
      fixes(id, 65, 200, () => 52.35),
      200,
    )
    .by(second);
  expect(await raised(id)).toEqual(['no-movement-detected']);

  // Without what came in between it would take the exception back.
  await story
    .heard(
      fixes(id, 205, 230, (at) => 52.35 - (at - 200) * 0.01),
      230,
    )
    .by(first);
  expect(await raised(id)).toEqual(['no-movement-detected', 'movement-resumed']);
});

it('takes back what others have raised meanwhile when facts that came late do not bear it out', async () => {
  const id = 'TAKEN-BACK';
  const [first, second] = [open(), open()];
  const begun = [registered(id, { mode: 'road' }), scan({ shipmentId: id, at: 0, milestone: 'PICKED_UP' })];
  await story.heard([...begun, ...fixes(id, 5, 60, (at) => 53 - at * 0.01)], 60).by(first, second);
  await first.due([id]);
  story.now = 130;
  await second.due([id]);
  expect(await raised(id)).toEqual(['signal-lost']);

  first.interrupted();
  await story
    .heard(
      fixes(id, 65, 130, (at) => 53 - at * 0.01),
      131,
    )
    .by(first);
  expect((await raised(id)).at(-1)).toBe('exception-retracted');
});

it('takes back what the clock raised when facts of before come, though none of them begins or ends anything', async () => {
  const id = 'BUFFERED';
  const first = open();
  const begun = [registered(id, { mode: 'road' }), scan({ shipmentId: id, at: 0, milestone: 'PICKED_UP' })];
  await story.heard([...begun, ...fixes(id, 5, 60, (at) => 53 - at * 0.01)], 60).by(first);
  await story.heard([], 130).by(first);
  await first.due([id]);
  expect(await raised(id)).toEqual(['signal-lost']);
  await story
    .heard(
      fixes(id, 65, 130, (at) => 53 - at * 0.01),
      131,
    )
    .by(first);
  expect((await raised(id)).at(-1)).toBe('exception-retracted');
});

it('takes back that it is late when a delivery in time is heard of later', async () => {
  const id = 'IN-TIME';
  const first = open();
  const plannedArrival = new Date(minute(120)).toISOString();
  await story
    .heard([registered(id, { mode: 'road', plannedArrival }), scan({ shipmentId: id, at: 60, milestone: 'OUT_FOR_DELIVERY' })], 61)
    .by(first);
  await story.heard([], 200).by(first);
  await first.due([id]);
  const late = await raised(id);
  await story.heard([scan({ shipmentId: id, at: 110, recorded: 205, milestone: 'DELIVERED' })], 205).by(first);
  expect([late, (await raised(id)).at(-1)]).toEqual([['shipment-late'], 'exception-retracted']);
});

it('asks again for the deadlines of all that it remembers, and says nothing twice', async () => {
  const id = 'AGAIN';
  const first = open();
  await story.heard([registered(id, { mode: 'road' }), scan({ shipmentId: id, at: 0, milestone: 'PICKED_UP' })], 1).by(first);
  first.interrupted();
  const [last] = (await eventsOf(store.log, shipmentStream(id))).slice(-1);
  const { deadlines, emitted } = await first.handle([last as StoredEvent]);
  expect(deadlines).toEqual([{ key: id, due: minute(24 * 60) }]);
  expect(emitted).toBeUndefined();
});

it('says more of one batch than the store takes at once, and all of it once', async () => {
  const id = 'RARELY-HEARD-OF';
  const [first, second] = [open(), open()];
  const rarely = Array.from({ length: 999 }, (_, i) =>
    ping({ shipmentId: id, at: 120 * (i + 1), latitude: 53 - (i % 9) * 0.5, longitude: 10 }),
  );
  const begun = [registered(id, { mode: 'road' }), scan({ shipmentId: id, at: 0, milestone: 'PICKED_UP' })];
  await story.heard([...begun, ...rarely], 120 * 1_000).by(first, second);
  const said = await eventsOf(store.log, exceptionsStream(id));
  expect(said.length).toBeGreaterThan(1_900);
  expect(new Set(said.map(({ eventId }) => eventId)).size).toBe(said.length);
  expect(said.reduce((bytes, { data }) => bytes + JSON.stringify(data).length, 0)).toBeGreaterThan(1024 * 1024 - said.length * 350);
  second.interrupted();
  expect((await second.due([id])).emitted).toBeUndefined();
  expect(await eventsOf(store.log, exceptionsStream(id))).toHaveLength(said.length);
});

it('says nothing while it goes through the past, and compares each shipment once, at the end', async () => {
  const [inOrder, late] = ['PAST-ORDER', 'PAST-LATE'];
  const standing = (id: string): StoryEvent[] => [
    registered(id, { mode: 'road' }),
    scan({ shipmentId: id, at: 0, milestone: 'PICKED_UP' }),
    ...fixes(id, 5, 60, (at) => 53 - at * 0.01),
    ...fixes(id, 65, 200, () => 52.35),
  ];
  const stayed = await story.heard([...standing(inOrder), ...standing(late), ...fixes(late, 7, 7, (at) => 53 - at * 0.01)], 200).events();
  const detection = open();
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
  await open().due([inOrder, late]);
  expect([await raised(inOrder), await raised(late)]).toEqual([['no-movement-detected'], ['no-movement-detected']]);
});
