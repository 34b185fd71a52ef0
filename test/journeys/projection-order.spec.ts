import type { StoredEvent } from '@waybill/events';
import { type Queryable, ReadDatabase } from '@waybill/read-model';
import fc from 'fast-check';
import type { Projection } from '../../apps/projector/src/processor';
import { identifiers } from '../../apps/projector/src/projections/identifiers';
import { shipments } from '../../apps/projector/src/projections/shipments';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { dumpSchema } from '../support/read-model-dump';
import { copyFor, correction, loaded, ping, registered, type StoryEvent, scan } from '../support/shipment-story';

jest.setTimeout(60_000);

const SHIPMENT = 'SHP-1';
const truck = { scheme: 'vehicle', value: 'TRUCK-7' } as const;

let postgres: TestPostgres;
let database: ReadDatabase;

beforeAll(async () => {
  postgres = await startPostgres();
  database = ReadDatabase.open(postgres.url, { poolSize: 3, statementTimeoutMs: 20_000 });
});

afterAll(async () => {
  await database?.close();
  await postgres?.stop();
});

/** The story as it stands in the log: one position and revision per event, whatever the order in which it is delivered. */
const stored = (story: readonly StoryEvent[]): StoredEvent[] => {
  const unique = [...new Map(story.map((one) => [one.event.eventId, one])).values()];
  const revisions = new Map<string, number>();
  return unique.map(({ stream, event }, i) => {
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    return { ...event, stream, revision, position: BigInt(1000 + i), preparePosition: BigInt(1000 + i) } as StoredEvent;
  });
};

const PLACES = [
  [53.5, 10],
  [53.4, 10.1],
  [53.3, 10.2],
  [40, -70],
  [40.01, -70.01],
  [0, 0],
] as const;

const aPing = fc
  .record({ at: fc.integer({ min: 0, max: 12 }), delay: fc.constantFrom(0, 0, 0, 30, -30), place: fc.constantFrom(...PLACES) })
  .map(({ at, delay, place: [latitude, longitude] }) =>
    ping({ shipmentId: SHIPMENT, at, recorded: at + delay, latitude, longitude, id: `${at} ${delay} ${latitude}` }),
  );
const aScan = fc
  .record({ at: fc.integer({ min: 0, max: 12 }), milestone: fc.constantFrom('PICKED_UP', 'DELIVERED', 'RETURNING', 'CARRIER_NOTE') })
  .map(({ at, milestone }) => scan({ shipmentId: SHIPMENT, at, milestone: milestone as 'DELIVERED' }));
const facts = fc.array(fc.oneof({ arbitrary: aPing, weight: 4 }, { arbitrary: aScan, weight: 1 }), { minLength: 1, maxLength: 25 });
const corrections = fc.array(fc.record({ fact: fc.nat(24), kind: fc.constantFrom('retracted', 'reinstated') }), { maxLength: 6 });

const story = fc
  .record({ facts, corrections, mode: fc.constantFrom('road', undefined) })
  .map((it) =>
    stored([
      registered(SHIPMENT, { mode: it.mode as 'road' | undefined, plannedArrival: '2026-03-02T13:00:00Z' }),
      loaded(SHIPMENT, truck, 1),
      ...it.facts,
      ...it.corrections.map(({ fact, kind }, i) => correction(kind as 'retracted', it.facts[fact % it.facts.length] as StoryEvent, 20 + i)),
    ]),
  );

/** The same events in another order, some twice, in pieces. */
const deliveries = (events: readonly StoredEvent[]) =>
  fc
    .record({
      order: fc.shuffledSubarray([...events, ...events.slice(0, 4)], { minLength: events.length + Math.min(4, events.length) }),
      cuts: fc.array(fc.nat(events.length + 4), { maxLength: 6 }),
    })
    .map(({ order, cuts }) => {
      const edges = [0, ...[...cuts].sort((a, b) => a - b), order.length];
      return edges.slice(1).map((end, i) => order.slice(edges[i], end));
    });

async function project(projection: Projection, schema: string, batches: readonly (readonly StoredEvent[])[]): Promise<void> {
  for (const batch of batches) await database.transaction((tx: Queryable) => projection.handle(batch, tx, schema));
}

async function emptied(projection: Projection, schema: string): Promise<void> {
  await database.query(`drop schema if exists ${schema} cascade`);
  await database.query(`create schema ${schema}`);
  for (const statement of projection.ddl(schema)) await database.query(statement);
}

const clear = async (schema: string, projection: Projection) => {
  for (const statement of projection.ddl(schema)) {
    const table = /^create table if not exists (\S+)/.exec(statement)?.[1];
    if (table) await database.query(`delete from ${table}`);
  }
};

it('gives the same rows for every order, repetition and division of a shipment’s events', async () => {
  for (const schema of ['shipments_v1', 'shipments_v2']) await emptied(shipments, schema);
  const property = fc.asyncProperty(
    story.chain((events) => fc.record({ events: fc.constant(events), batches: deliveries(events) })),
    async ({ events, batches }) => {
      await clear('shipments_v1', shipments);
      await clear('shipments_v2', shipments);
      await project(shipments, 'shipments_v1', [events]);
      await project(shipments, 'shipments_v2', batches);
      expect(await dumpSchema(database, 'shipments_v2')).toEqual(await dumpSchema(database, 'shipments_v1'));
    },
  );
  await fc.assert(property, { numRuns: 60, interruptAfterTimeLimit: 8_000 });
});

it('gives the same parked reports for every order of reports, copies and corrections', async () => {
  for (const schema of ['identifiers_v1', 'identifiers_v2']) await emptied(identifiers, schema);
  const reports = [1, 2, 3].map((at) => {
    const report = ping({ shipmentId: '', at, latitude: 50, longitude: 8, subject: 'vehicle:TRUCK-7' });
    return { ...report, stream: 'identifier-vehicle~TRUCK-7' };
  });
  const copies = reports.slice(0, 2).map((report) => copyFor(SHIPMENT, report));
  const all = stored([...reports, ...copies, correction('retracted', copies[0] as StoryEvent, 9)]);
  await project(identifiers, 'identifiers_v1', [all]);
  const property = fc.asyncProperty(deliveries(all), async (batches) => {
    await clear('identifiers_v2', identifiers);
    await project(identifiers, 'identifiers_v2', batches);
    expect(await dumpSchema(database, 'identifiers_v2')).toEqual(await dumpSchema(database, 'identifiers_v1'));
  });
  await fc.assert(property, { numRuns: 25, interruptAfterTimeLimit: 5_000 });
  const parked = await database.query<{ time: string }>('select time from identifiers_v1.report where parked order by time');
  expect(parked).toHaveLength(2);
});

it('takes a report back that another process is just writing', async () => {
  await emptied(identifiers, 'identifiers_v3');
  const report = {
    ...ping({ shipmentId: '', at: 1, latitude: 50, longitude: 8, subject: 'vehicle:TRUCK-7' }),
    stream: 'identifier-vehicle~TRUCK-7',
  };
  const [written, retracted] = stored([report, correction('retracted', report, 9)]).map((event) => [event]) as [
    StoredEvent[],
    StoredEvent[],
  ];
  let isOver = false;
  const isWaiting = async (): Promise<boolean> =>
    (await database.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).length > 0;
  await database
    .transaction(async (tx) => {
      await identifiers.handle(written, tx, 'identifiers_v3');
      const other = project(identifiers, 'identifiers_v3', [retracted]).then(() => {
        isOver = true;
      });
      while (!isOver && !(await isWaiting())) await new Promise((resolve) => setTimeout(resolve, 10));
      return { other };
    })
    .then(({ other }) => other);
  expect(await database.query('select retracted, parked from identifiers_v3.report')).toEqual([{ retracted: true, parked: false }]);
});
