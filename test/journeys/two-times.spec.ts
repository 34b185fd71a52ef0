import { foldPast, happenedBy, noPast, snapshotOf } from '@waybill/domain';
import { EventLog } from '@waybill/event-store';
import { formatInstant, type StoredEvent } from '@waybill/events';
import { ReadDatabase, ReadModels } from '@waybill/read-model';
import fc from 'fast-check';
import { exceptions } from '../../apps/projector/src/projections/exceptions';
import { shipments } from '../../apps/projector/src/projections/shipments';
import { type RunningApi, startApi } from '../support/api';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { httpClient, type Send } from '../support/http';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { assigned, correction, loaded, minute, ping, registered, type StoryEvent, scan, tell } from '../support/shipment-story';

const SHIPMENT = 'SHP-1';
const truck = { scheme: 'vehicle', value: 'TRUCK-7' } as const;
const order = { scheme: 'order', value: 'PO-1' } as const;

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

const aPing = fc
  .record({ at: fc.integer({ min: 0, max: 12 }), late: fc.constantFrom(0, 0, 30, -30), latitude: fc.constantFrom(53.5, 53.4, 40, 0) })
  .map(({ at, late, latitude }) =>
    ping({ shipmentId: SHIPMENT, at, recorded: at + late, latitude, longitude: latitude && 10, id: `${at} ${late} ${latitude}` }),
  );
const aScan = fc
  .record({ at: fc.integer({ min: 0, max: 12 }), milestone: fc.constantFrom('PICKED_UP', 'DELIVERED', 'RETURNING', 'CARRIER_NOTE') })
  .map(({ at, milestone }) => scan({ shipmentId: SHIPMENT, at, milestone: milestone as 'DELIVERED' }));
const story = fc
  .record({
    facts: fc.uniqueArray(fc.oneof(aPing, aScan), { minLength: 1, maxLength: 12, selector: ({ event }) => event.eventId }),
    corrections: fc.array(fc.record({ fact: fc.nat(11), kind: fc.constantFrom('retracted', 'reinstated') }), { maxLength: 4 }),
    mode: fc.constantFrom('road', undefined),
  })
  .map(({ facts, corrections, mode }): StoryEvent[] => [
    assigned(order, SHIPMENT),
    registered(SHIPMENT, { mode: mode as 'road' | undefined, plannedArrival: '2026-03-02T13:00:00Z' }),
    loaded(SHIPMENT, truck, 1),
    ...facts,
    ...corrections.map(({ fact, kind }, i) => correction(kind as 'retracted', facts[fact % facts.length] as StoryEvent, 20 + i)),
  ]);
const stored = (events: readonly StoryEvent[]): StoredEvent[] => {
  const revisions = new Map<string, number>();
  return events.map(({ stream, event }, i) => {
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    return { ...event, stream, revision, position: BigInt(i), preparePosition: BigInt(i) } as StoredEvent;
  });
};
const fold = (events: readonly StoredEvent[]) => snapshotOf(SHIPMENT, foldPast(noPast, events));

it('folds to the row that the projection had at every position', async () => {
  const postgres: TestPostgres = await startPostgres();
  const database = ReadDatabase.open(postgres.url, { poolSize: 1, statementTimeoutMs: 20_000 });
  await database.query('create schema waybill');
  await database.query('create table waybill.processor (name text, kind text, live_version int, schema text)');
  for (const { name, ddl } of [shipments, exceptions]) {
    const schema = `${name}_v1`;
    await database.query(`insert into waybill.processor values ($1, 'projection', 1, $2)`, [name, schema]);
    await database.query(`create schema ${schema}`);
    for (const statement of ddl(schema)) await database.query(statement);
  }
  const tables = ['shipment', 'live', 'held_identifier', 'tracking_link', 'timeline_entry', 'retraction', 'position'];
  const reads = new ReadModels(database);
  const property = fc.asyncProperty(story.map(stored), async (events) => {
    await database.query(`truncate ${tables.map((table) => `shipments_v1.${table}`).join(', ')}`);
    for (const [i, event] of events.entries()) {
      await database.transaction((tx) => shipments.handle([event], tx, 'shipments_v1'));
      const row = await reads.shipmentDetail(SHIPMENT);
      const past = fold(events.slice(0, i + 1));
      expect(past && { ...past, eta: null, openExceptions: [] }).toEqual(row && { ...row, eta: null, openExceptions: [] });
    }
  });
  await fc.assert(property, { numRuns: 12, interruptAfterTimeLimit: 6_000 });
  await database.close();
  await postgres.stop();
});

it('does not depend on how the stream was divided, and leaves out what had not happened', () => {
  const property = fc.property(story.map(stored), fc.nat(16), fc.integer({ min: -1, max: 13 }), (events, cut, at) => {
    expect(snapshotOf(SHIPMENT, foldPast(foldPast(noPast, events.slice(0, cut)), events.slice(cut)))).toEqual(fold(events));
    const then = fold(events.filter((event) => happenedBy(event, minute(at) as never)));
    if (then?.liveLocation) expect(Date.parse(then.liveLocation.time)).toBeLessThanOrEqual(minute(at));
    if (then?.lastMilestone) expect(Date.parse(then.lastMilestone.time)).toBeLessThanOrEqual(minute(at));
  });
  fc.assert(property, { numRuns: 300 });
});

it('is answered from the event store alone, by position or time', async () => {
  const api: RunningApi = await startApi({ eventStoreUrl: node.address, databaseUrl: 'postgres://nobody:nothing@127.0.0.1:9/none' });
  const operator: Send = httpClient(api.url, api.operatorKey);
  const empty = await tell(log, [assigned(order, SHIPMENT)]);
  const mistaken = scan({ shipmentId: SHIPMENT, at: 5, milestone: 'DELIVERED' });
  const delivered = await tell(log, [
    registered(SHIPMENT, { identifiers: [order] }),
    ping({ shipmentId: SHIPMENT, at: 1, latitude: 50, longitude: 8 }),
    ping({ shipmentId: SHIPMENT, at: 3, latitude: 50.1, longitude: 8 }),
    mistaken,
  ]);
  const appended = (await log.readLast(`shipment-${SHIPMENT}`))?.appendedAt as number;
  while (Date.now() <= appended) await new Promise((resolve) => setTimeout(resolve, 1));
  const corrected = await tell(log, [correction('retracted', mistaken, 9)]);
  const past = (query: string) => operator(`/v1/shipments/${SHIPMENT}?${query}`);

  const known = (await past(`knownAt=${delivered}`)).body;
  expect(known).toMatchObject({ status: 'DELIVERED', revision: 3, asOfPosition: String(delivered), identifiers: [{ value: 'PO-1' }] });
  expect((await past(`knownAt=${formatInstant(appended)}`)).body).toEqual(known);
  const now = (await past(`knownAt=${corrected}`)).body;
  expect(now).toMatchObject({ status: 'CREATED', liveLocation: { latitude: 50.1 }, deliveredAt: null });
  const earlier = (await past(`asOf=${formatInstant(minute(2))}&knownAt=${delivered}`)).body;
  expect(earlier).toMatchObject({ status: 'CREATED', liveLocation: { latitude: 50 } });
  expect((await past('asOf=2999-01-01T00:00:00Z')).body).toMatchObject({ liveLocation: { latitude: 50.1 } });
  expect((await past(`knownAt=${empty}`)).status).toBe(404);
  expect((await past('asOf=yesterday&knownAt=-1')).body.errors.map(({ parameter }: { parameter: string }) => parameter)).toEqual([
    'asOf',
    'knownAt',
  ]);
  await api.kill();
});
