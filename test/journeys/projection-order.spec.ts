import { asRead, CATALOGUE, etaModelStream, etaStream, type StoredEvent } from '@waybill/events';
import { ddlOf, type Queryable, ReadDatabase } from '@waybill/read-model';
import fc from 'fast-check';
import type { Projection } from '../../apps/projector/src/processor';
import { predictions } from '../../apps/projector/src/projections/eta';
import { exceptions } from '../../apps/projector/src/projections/exceptions';
import { identifiers } from '../../apps/projector/src/projections/identifiers';
import { shipments } from '../../apps/projector/src/projections/shipments';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { dumpSchema } from '../support/read-model-dump';
import {
  assigned,
  copyFor,
  correction,
  loaded,
  loadTrace,
  ping,
  registered,
  released,
  type StoryEvent,
  said,
  scan,
  unitLoaded,
  unitUnloaded,
} from '../support/shipment-story';
import { ExceptionStory } from './exception-story';

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
    return asRead(event, { stream, revision, position: BigInt(1000 + i), preparePosition: BigInt(1000 + i) });
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
  for (const statement of ddlOf(schema, projection.tables)) await database.query(statement);
}

const clear = async (schema: string, projection: Projection) => {
  for (const statement of ddlOf(schema, projection.tables)) {
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

/** What a truck was told in its own stream: it changes hands, carries one shipment after the other, and goes from ferry to ferry and back. */
const truckStory = (count: number): StoryEvent[] =>
  Array.from({ length: count }, (_, i) => i * 10).flatMap((at) => {
    const ferry = { scheme: 'container', value: `FERRY-${at % 30}` } as const;
    return [
      assigned(truck, `OWNER-${at}`, at, at),
      loadTrace(`SHP-${at}`, truck, at + 1),
      unitLoaded(truck, ferry, at + 2),
      ...(at % 20 === 0 ? [unitUnloaded(truck, ferry, at + 4)] : []),
      released(truck, `OWNER-${at}`, at + 5),
    ];
  });

it('gives the same names for every division and repetition of what was decided about them', async () => {
  for (const schema of ['identifiers_v1', 'identifiers_v2']) await emptied(identifiers, schema);
  const all = stored([...truckStory(6), { ...released(truck, 'OWNER-20', 20), stream: 'identifier-vehicle~TRUCK-7' }]);
  await project(identifiers, 'identifiers_v1', [all]);
  const divisions = fc.array(fc.nat(all.length), { maxLength: 8 }).map((cuts) => {
    const edges = [0, ...cuts.sort((a, b) => a - b), all.length];
    return edges.slice(1).map((end, i) => all.slice(Math.max(0, (edges[i] as number) - 2), end));
  });
  const property = fc.asyncProperty(divisions, async (batches) => {
    await clear('identifiers_v2', identifiers);
    await project(identifiers, 'identifiers_v2', batches);
    expect(await dumpSchema(database, 'identifiers_v2')).toEqual(await dumpSchema(database, 'identifiers_v1'));
  });
  await fc.assert(property, { numRuns: 25, interruptAfterTimeLimit: 5_000 });
  const holders = await database.query<{ shipment_id: string }>('select shipment_id from identifiers_v1.holding order by revision');
  expect(holders.map(({ shipment_id }) => shipment_id)).toEqual(['OWNER-0', 'OWNER-10', 'OWNER-30', 'OWNER-40', 'OWNER-50']);
  const lasting = await database.query('select on_value, lasts from identifiers_v1.last_stay order by on_value');
  expect(lasting).toEqual(['FERRY-0', 'FERRY-10', 'FERRY-20'].map((on_value) => ({ on_value, lasts: on_value === 'FERRY-20' })));
});

/** Bytes that come from and go to the database with a batch. */
async function workOf(projection: Projection, schema: string, batch: readonly StoredEvent[]): Promise<number> {
  let bytes = 0;
  const weigh = (value: unknown): void => {
    bytes += JSON.stringify(value ?? null, (_, one) => (typeof one === 'bigint' ? Number(one) : one)).length;
  };
  await database.transaction((tx) => {
    const weighed: Queryable = {
      query: async <Row>(sql: string, params?: readonly unknown[], name?: string): Promise<Row[]> => {
        const rows = await tx.query<Row>(sql, params as unknown[], name);
        weigh(params);
        weigh(rows);
        return rows;
      },
    };
    return projection.handle(batch, weighed, schema);
  });
  return bytes;
}

it('costs as much for a name with a long past as for one with a short one', async () => {
  await emptied(identifiers, 'identifiers_v4');
  const events = stored(truckStory(600));
  const [short, long] = [events.slice(0, 200), events.slice(200)];
  await project(identifiers, 'identifiers_v4', [short.slice(0, -18)]);
  const first = await workOf(identifiers, 'identifiers_v4', short.slice(-18));
  await project(identifiers, 'identifiers_v4', [long.slice(0, -18)]);
  expect(await workOf(identifiers, 'identifiers_v4', long.slice(-18))).toBeLessThan(first * 1.3);
});

it('costs as much for a shipment with many exceptions as for one with few', async () => {
  await emptied(exceptions, 'exceptions_v4');
  const told = new ExceptionStory(SHIPMENT);
  const raised = Array.from({ length: 500 }, (_, i) => told.raised(i + 1, 'no-movement-detected', i, { at: i }));
  const all = stored([
    ...raised.slice(0, 20),
    told.assigned(7, 'desk', { at: 20 }),
    ...raised.slice(20),
    told.assigned(9, 'desk', { at: 500 }),
  ]);
  await project(exceptions, 'exceptions_v4', [all.slice(0, 20)]);
  const first = await workOf(exceptions, 'exceptions_v4', all.slice(20, 21));
  await project(exceptions, 'exceptions_v4', [all.slice(21, -1)]);
  expect(await workOf(exceptions, 'exceptions_v4', all.slice(-1))).toBeLessThan(first * 1.3);
  const assigned = await database.query(`select exception_id from exceptions_v4.exception where assignee = 'desk' order by 1`);
  expect(assigned).toEqual([7, 9].map((number) => ({ exception_id: `${SHIPMENT}.${number}` })));
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

it('gives the same predictions for every order of what was said, and of models', async () => {
  for (const schema of ['predictions_v1', 'predictions_v2']) await emptied(predictions, schema);
  const of = { stream: etaStream(SHIPMENT), subject: `shipment:${SHIPMENT}`, source: 'urn:waybill:eta' };
  const recalculated = (at: number) => {
    const type = 'dev.waybill.eta-recalculated.v1' as const;
    return said({ ...of, type, at, id: `said ${at}`, data: { ...CATALOGUE[type].example, hoursOut: at } });
  };
  const ended = (at: number) =>
    said({ ...of, type: 'dev.waybill.eta-ended.v1', at, id: `ended ${at}`, data: { ending: 'arrived', cause: 'x', late: false } });
  const model = (type: 'dev.waybill.eta-model-trained.v1' | 'dev.waybill.eta-model-promoted.v1', at: number) =>
    said({ stream: etaModelStream('m'), type, subject: 'm', at, id: `${type} ${at}`, data: CATALOGUE[type].example } as Parameters<
      typeof said
    >[0]);
  const models = [
    model('dev.waybill.eta-model-trained.v1', 1),
    model('dev.waybill.eta-model-promoted.v1', 2),
    model('dev.waybill.eta-model-promoted.v1', 9),
  ];
  const events = stored([registered(SHIPMENT, { mode: 'road' }), recalculated(3), ...models, recalculated(4), ended(5), recalculated(6)]);
  const property = fc.asyncProperty(deliveries(events), async (batches) => {
    await clear('predictions_v1', predictions);
    await clear('predictions_v2', predictions);
    await project(predictions, 'predictions_v1', [events]);
    await project(predictions, 'predictions_v2', batches);
    expect(await dumpSchema(database, 'predictions_v2')).toEqual(await dumpSchema(database, 'predictions_v1'));
  });
  await fc.assert(property, { numRuns: 40, interruptAfterTimeLimit: 6_000 });
});
