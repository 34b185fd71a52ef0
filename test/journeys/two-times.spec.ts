import {
  type ExceptionsPast,
  foldExceptionsPast,
  foldPast,
  happenedBy,
  noExceptionsPast,
  noPast,
  openExceptions,
  snapshotOf,
} from '@waybill/domain';
import { EventLog } from '@waybill/event-store';
import { asRead, formatInstant, type Instant, identifierStream, type StoredEvent, shipmentOfExceptionsStream } from '@waybill/events';
import { ddlOf, EXCEPTION_SUMMARY, LiveReadModels, ReadDatabase, SUMMARY_READ_MODELS } from '@waybill/read-model';
import fc from 'fast-check';
import { predictions } from '../../apps/projector/src/projections/eta';
import { exceptions } from '../../apps/projector/src/projections/exceptions';
import { shipments } from '../../apps/projector/src/projections/shipments';
import { sites } from '../../apps/projector/src/projections/sites';
import { freshDatabase } from '../faults/harness/databases';
import { type RunningApi, startApi } from '../support/api';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy';
import { httpClient, type Send } from '../support/http';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';
import { assigned, correction, loaded, minute, ping, registered, type StoryEvent, said, scan, tell } from '../support/shipment-story';
import { shownShipment } from '../support/shown-shipment';
import { bytesDuring, bytesOf } from './bytes-read';
import { anyStep, ExceptionStory } from './exception-story';

const SHIPMENT = 'SHP-1';
const truck = { scheme: 'vehicle', value: 'TRUCK-7' } as const;
const order = { scheme: 'order', value: 'PO-1' } as const;
const device = { scheme: 'device', value: 'D-1' } as const;

let node: RunningEventNode;
let log: EventLog;
let postgres: TestPostgres;
/** Between the API and the event store: tells how much is read. */
let proxy: FaultProxy;
let projector: RunningProjector;
let api: RunningApi;
let operator: Send;
beforeAll(async () => {
  [node, postgres] = await Promise.all([startEventNode(), startPostgres()]);
  log = EventLog.connect(node.address);
  proxy = await startFaultProxy(node.address);
  const databaseUrl = postgres.url;
  [projector, api] = await Promise.all([
    startProjector({ eventStoreUrl: node.address, databaseUrl, processors: SUMMARY_READ_MODELS }),
    startApi({ eventStoreUrl: proxy.address, databaseUrl }),
  ]);
  operator = httpClient(api.url, api.operatorKey);
});
afterAll(async () => {
  await proxy?.close();
  await Promise.all([projector?.kill(), api?.kill()]);
  await log?.close();
  await Promise.all([node?.stop(), postgres?.stop()]);
});

const aPing = fc
  .record({ at: fc.integer({ min: 0, max: 12 }), late: fc.constantFrom(0, 0, 30, -30), latitude: fc.constantFrom(53.5, 53.4, 40, 0) })
  .map(({ at, late, latitude }) =>
    ping({ shipmentId: SHIPMENT, at, recorded: at + late, latitude, longitude: latitude && 10, id: `${at} ${late} ${latitude}` }),
  );
const aScan = fc
  .record({ at: fc.integer({ min: 0, max: 12 }), milestone: fc.constantFrom('PICKED_UP', 'DELIVERED', 'RETURNING', 'CARRIER_NOTE') })
  .map(({ at, milestone }) => scan({ shipmentId: SHIPMENT, at, milestone: milestone as 'DELIVERED' }));
const told = new ExceptionStory(SHIPMENT);
/** The second list woven into the first. */
const woven = <T>(first: readonly T[], second: readonly T[]): T[] => [
  ...first.flatMap((one, i) => [one, ...second.slice(i, i + 1)]),
  ...second.slice(first.length),
];
const story = fc
  .record({
    facts: fc.uniqueArray(fc.oneof(aPing, aScan), { minLength: 1, maxLength: 12, selector: ({ event }) => event.eventId }),
    steps: fc.array(anyStep(told), { maxLength: 12 }),
    corrections: fc.array(fc.record({ fact: fc.nat(11), kind: fc.constantFrom('retracted', 'reinstated') }), { maxLength: 4 }),
    mode: fc.constantFrom('road', undefined),
  })
  .map(({ facts, steps, corrections, mode }): StoryEvent[] => [
    assigned(order, SHIPMENT),
    registered(SHIPMENT, { mode: mode as 'road' | undefined, plannedArrival: '2026-03-02T13:00:00Z' }),
    loaded(SHIPMENT, truck, 1),
    ...woven(facts, steps),
    ...corrections.map(({ fact, kind }, i) => correction(kind as 'retracted', facts[fact % facts.length] as StoryEvent, 20 + i)),
  ]);
const stored = (events: readonly StoryEvent[]): StoredEvent[] => {
  const revisions = new Map<string, number>();
  return events.map(({ stream, event }, i) => {
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    return asRead(event, { stream, revision, position: BigInt(i), preparePosition: BigInt(i) });
  });
};
const ofExceptions = ({ stream }: StoredEvent): boolean => shipmentOfExceptionsStream(stream) !== undefined;
const fold = (events: readonly StoredEvent[]) =>
  snapshotOf(
    SHIPMENT,
    foldPast(
      noPast,
      events.filter((event) => !ofExceptions(event)),
    ),
  );
const foldOpen = (events: readonly StoredEvent[], past: ExceptionsPast = noExceptionsPast, asOf?: Instant) =>
  foldExceptionsPast(past, events.filter(ofExceptions), asOf);

it('folds to the row that the projections had at every position', async () => {
  const database = ReadDatabase.open(await freshDatabase(postgres.url), { poolSize: 1, statementTimeoutMs: 20_000 });
  await database.query('create schema waybill');
  await database.query('create table waybill.processor (name text, kind text, live_version int, schema text)');
  for (const { name, tables } of [shipments, exceptions, predictions, sites]) {
    const schema = `${name}_v1`;
    await database.query(`insert into waybill.processor values ($1, 'projection', 1, $2)`, [name, schema]);
    await database.query(`create schema ${schema}`);
    for (const statement of ddlOf(schema, tables)) await database.query(statement);
  }
  const all = [shipments, exceptions].flatMap(({ name, tables }) => tables.map((table) => `${name}_v1.${table.name}`));
  const reads = new LiveReadModels(database);
  const property = fc.asyncProperty(story.map(stored), async (events) => {
    await database.query(`truncate ${all.join(', ')}`);
    for (const [i, event] of events.entries()) {
      const { handle, name } = ofExceptions(event) ? exceptions : shipments;
      await database.transaction((tx) => handle([event], tx, `${name}_v1`));
      const known = events.slice(0, i + 1);
      const past = fold(known);
      const open = openExceptions(SHIPMENT, foldOpen(known)).map(EXCEPTION_SUMMARY.ofRow);
      expect(past && { ...past, eta: null, openExceptions: open }).toEqual(await shownShipment(reads, SHIPMENT));
    }
  });
  await fc.assert(property, { numRuns: 12, interruptAfterTimeLimit: 6_000 });
  await database.close();
});

it('does not depend on how the stream was divided, and leaves out what had not happened', () => {
  const property = fc.property(story.map(stored), fc.nat(16), fc.integer({ min: -1, max: 13 }), (events, cut, at) => {
    const facts = events.filter((event) => !ofExceptions(event));
    expect(snapshotOf(SHIPMENT, foldPast(foldPast(noPast, facts.slice(0, cut)), facts.slice(cut)))).toEqual(fold(events));
    expect(foldOpen(events.slice(cut), foldOpen(events.slice(0, cut)))).toEqual(foldOpen(events));
    const then = fold(events.filter((event) => happenedBy(event, minute(at) as Instant)));
    if (then?.liveLocation) expect(Date.parse(then.liveLocation.time)).toBeLessThanOrEqual(minute(at));
    if (then?.lastMilestone) expect(Date.parse(then.lastMilestone.time)).toBeLessThanOrEqual(minute(at));
  });
  fc.assert(property, { numRuns: 300 });
});

it('shows the exceptions that held at a time, with what had been done about them by then', () => {
  const events = stored([
    told.raised(1, 'no-movement-detected', 10, { at: 20, recorded: 25 }),
    told.acknowledged(1, { at: 22 }),
    told.snoozed(1, 90, { at: 24 }),
    told.ended(1, { at: 30, recorded: 31 }),
    told.raised(2, 'off-route-detected', 40, { at: 45 }),
    told.resolved(2, { at: 50 }),
    told.reopened(2, 'person', { at: 55 }),
    told.raised(3, 'no-movement-detected', 12, { at: 14 }),
    told.retracted(3, { at: 60 }),
  ]);
  const heldAt = (at: number, known = events) =>
    openExceptions(SHIPMENT, foldOpen(known, noExceptionsPast, minute(at) as Instant), minute(at) as Instant).map(
      ({ exceptionId, state, until }) => [exceptionId, state, until],
    );
  const first = `${SHIPMENT}.1`;
  const second = `${SHIPMENT}.2`;
  expect([5, 30, 39, 52].map((at) => heldAt(at))).toEqual([[], [], [], []]);
  expect([15, 23, 29].map((at) => heldAt(at))).toEqual([
    [[first, 'raised', null]],
    [[first, 'acknowledged', null]],
    [[first, 'snoozed', null]],
  ]);
  expect([42, 56].map((at) => heldAt(at))).toEqual([[[second, 'raised', null]], [[second, 'raised', null]]]);
  expect(heldAt(35, events.slice(0, 3))).toEqual([[first, 'snoozed', null]]);
});

/** Gives a name up from a time on; told in the name's stream. */
const released = (identifier: typeof device, at: number, recorded: number): StoryEvent =>
  said({
    stream: identifierStream(identifier),
    type: 'dev.waybill.identifier-released.v1',
    data: { identifier, shipmentId: SHIPMENT, until: formatInstant(minute(at)) },
    subject: `${identifier.scheme}:${identifier.value}`,
    at,
    recorded,
    source: 'urn:waybill:command',
    id: `release ${identifier.value} ${at}`,
  });
/** What a device reports, ten times a minute; none of it is about the shipment. */
const deviceReports = (from: number, count: number): StoryEvent[] =>
  Array.from({ length: count }, (_, i) =>
    ping({
      shipmentId: '',
      at: from + i / 10,
      latitude: 50,
      longitude: 8,
      subject: 'device:D-1',
      stream: identifierStream(device),
      id: `device ${from + i / 10}`,
    }),
  );
const past = (query: string) => operator(`/v1/shipments/${SHIPMENT}?${query}`);

it('is the answer that was given when no more was known, and does not read what a unit has reported', async () => {
  const mistaken = scan({ shipmentId: SHIPMENT, at: 5, milestone: 'DELIVERED' });
  const chapters: StoryEvent[][] = [
    [...deviceReports(-200, 1_000), assigned(order, SHIPMENT), assigned(device, SHIPMENT), registered(SHIPMENT, { identifiers: [order] })],
    [ping({ shipmentId: SHIPMENT, at: 1, latitude: 50, longitude: 8 }), told.raised(1, 'no-movement-detected', 2, { at: 4 })],
    [...deviceReports(-59, 1_000), assigned(truck, SHIPMENT, 42), ...deviceReports(41, 1_000), mistaken],
    [told.acknowledged(1, { at: 6 }), told.raised(2, 'off-route-detected', 5, { at: 7 }), correction('retracted', mistaken, 9)],
    // By a process whose clock is a quarter of an hour late.
    [released(device, 141, 126), ...deviceReports(142, 1_000)],
    [told.ended(1, { at: 150 }), assigned({ scheme: 'booking', value: 'B-1' }, SHIPMENT, 151)],
  ];
  const given: { asOfPosition: string; openExceptions: unknown[]; identifiers: unknown[] }[] = [];
  for (const chapter of chapters) {
    const position = await tell(log, chapter);
    const answer = await past(`minPosition=${position}`);
    expect(answer.status).toBe(200);
    given.push(answer.body);
  }
  expect(given.map(({ openExceptions: open }) => open.length)).toEqual([0, 1, 1, 2, 2, 1]);
  expect(given.map(({ identifiers }) => identifiers.length)).toEqual([2, 2, 3, 3, 3, 4]);
  for (const then of given) expect((await past(`knownAt=${then.asOfPosition}`)).body).toEqual(then);

  const asked = await bytesDuring(proxy, () => past(`knownAt=${given.at(-1)?.asOfPosition}`));
  expect(asked).toBeLessThan((await bytesOf(proxy, identifierStream(device))) / 5);
});

it('is answered by position or time, also while Postgres is away, and says what it may lack then', async () => {
  const id = 'SHP-2';
  const name = { scheme: 'order', value: 'PO-2' } as const;
  const ask = (query: string) => operator(`/v1/shipments/${id}?${query}`);
  const empty = await tell(log, [assigned(name, id)]);
  const mistaken = scan({ shipmentId: id, at: 5, milestone: 'DELIVERED' });
  const delivered = await tell(log, [
    registered(id, { identifiers: [name] }),
    ping({ shipmentId: id, at: 1, latitude: 50, longitude: 8 }),
    ping({ shipmentId: id, at: 3, latitude: 50.1, longitude: 8 }),
    mistaken,
  ]);
  const appended = (await log.readLast(`shipment-${id}`))?.appendedAt as number;
  while (Date.now() <= appended) await new Promise((resolve) => setTimeout(resolve, 1));
  const corrected = await tell(log, [correction('retracted', mistaken, 9)]);

  const known = (await ask(`knownAt=${delivered}`)).body;
  expect(known).toMatchObject({ status: 'DELIVERED', revision: 3, asOfPosition: String(delivered), identifiers: [{ value: 'PO-2' }] });
  expect((await ask(`knownAt=${formatInstant(appended)}`)).body).toEqual(known);
  const now = (await ask(`knownAt=${corrected}`)).body;
  expect(now).toMatchObject({ status: 'CREATED', liveLocation: { latitude: 50.1 }, deliveredAt: null });
  const earlier = (await ask(`asOf=${formatInstant(minute(2))}&knownAt=${delivered}`)).body;
  expect(earlier).toMatchObject({ status: 'CREATED', liveLocation: { latitude: 50 } });
  expect((await ask('asOf=2199-01-01T00:00:00Z')).body).toMatchObject({ liveLocation: { latitude: 50.1 } });
  expect((await ask(`knownAt=${empty}`)).status).toBe(404);
  expect((await ask('asOf=yesterday&knownAt=-1')).body.errors.map(({ parameter }: { parameter: string }) => parameter)).toEqual([
    'asOf',
    'knownAt',
  ]);
  await postgres.kill();
  expect((await ask(`knownAt=${delivered}`)).body).toEqual({ ...known, incomplete: ['identifiers'] });
});
