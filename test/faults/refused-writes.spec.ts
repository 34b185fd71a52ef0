import { EventLog } from '@waybill/event-store';
import { storedEventId, writtenForm } from '@waybill/events';
import { createLogger, createMetrics, systemClock } from '@waybill/platform';
import { DeadLetterDesk, deadLetters, LiveReadModels, processorPartitions, ReadDatabase, type Table } from '@waybill/read-model';
import type { Deadline, Projection, ReactorDefinition } from '../../apps/projector/src/processor';
import { shipmentOf } from '../../apps/projector/src/projections/shipments/grouping';
import { Projector } from '../../apps/projector/src/projector';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { ping, registered, type StoryEvent, scan, tell } from '../support/shipment-story';
import { storeClient } from '../support/store-client';
import { until } from './harness/waiting';

/** Each kind of write of a processor is refused for one key among others, in processors that do nothing but write. */

const WANTED = ['dev.waybill.item-scanned.v1', 'dev.waybill.position-reported.v1'] as const;
const HEALTHY = ['FINE-1', 'FINE-2', 'FINE-3'];

const SEEN: Table = {
  name: 'seen',
  columns: { eventId: { type: 'uuid', isNullable: false }, shipment: { type: 'text', isNullable: false } },
  key: ['eventId'],
  about: 'shipment',
};
/** Checks rows at once, and when the transaction ends. */
const CHECKS = [
  `create function rows_v1.refuse() returns trigger language plpgsql as $$ begin
     if new.shipment like 'REFUSED%' and exists (select from pg_tables where tablename = 'planted') then
       raise exception 'no room for %', new.shipment using errcode = case when new.shipment = 'REFUSED-RIGHT' then '42501' else '23514' end;
     end if;
     return null;
   end $$`,
  `create trigger at_once after insert on rows_v1.seen for each row when (new.shipment <> 'REFUSED-LATE')
     execute function rows_v1.refuse()`,
  `create constraint trigger at_the_end after insert on rows_v1.seen deferrable initially deferred for each row
     when (new.shipment = 'REFUSED-LATE') execute function rows_v1.refuse()`,
];

/** Keeps which events it has seen. */
const rows: Projection = {
  kind: 'projection',
  name: 'rows',
  version: 1,
  types: WANTED,
  keyOf: shipmentOf,
  tables: [SEEN],
  async handle(events, tx, schema) {
    for (const event of events)
      await tx.query(`insert into ${schema}.seen values ($1, $2) on conflict do nothing`, [event.eventId, shipmentOf(event)]);
  },
};

/** What the clock has been told of each key, when it was due. */
const woken: string[] = [];
/** Keys whose deadline cannot be handled. */
const broken = new Set<string>();
/** Resolves when the clock may go on; it waits for it with every event. */
let release = Promise.resolve();
/** Deadlines that are asked for when an event comes; in the past unless named here. */
const due = new Map<string, number | null>();

/** What it appends is not on the feed: nothing comes of it. */
const echoStream = (key: string): string => `echo-${key}`;

/** Asks to be called for each key, and appends one event for each event. */
const clock: ReactorDefinition = {
  kind: 'reactor',
  name: 'clock',
  version: 1,
  types: WANTED,
  keyOf: shipmentOf,
  create: ({ eventLog }) => ({
    async handle(events) {
      await release;
      const asked = new Map<string, Deadline>();
      for (const event of events) {
        const key = shipmentOf(event) as string;
        asked.set(key, { key, due: due.has(key) ? (due.get(key) ?? null) : 1 });
        const stream = echoStream(key);
        const echo = { ...writtenForm(event), eventId: storedEventId('urn:echo', event.eventId, stream) };
        const last = await eventLog.readLast(stream);
        if (last?.eventId !== echo.eventId) await eventLog.append(stream, last?.revision ?? -1, [echo]);
      }
      return { deadlines: [...asked.values()] };
    },
    async due(keys) {
      for (const key of keys) if (broken.has(key)) throw new Error(`${key} cannot be looked at`);
      woken.push(...keys);
      return { deadlines: keys.map((key) => ({ key, due: null })) };
    },
    interrupted() {},
  }),
};

let postgres: TestPostgres;
let node: RunningEventNode;
let log: EventLog;
let database: ReadDatabase;
let reads: LiveReadModels;
let projector: Projector;
const logged: Record<string, unknown>[] = [];

beforeAll(async () => {
  [postgres, node] = await Promise.all([startPostgres(), startEventNode()]);
  log = EventLog.connect(node.address);
  database = ReadDatabase.open(postgres.url, { poolSize: 8 });
  reads = new LiveReadModels(database);
  const logger = createLogger({ service: 'test', destination: { write: (line) => logged.push(JSON.parse(line)) } });
  const stores = { eventLog: log, database, patient: database, dropAfterMs: 60_000, goBackAfterMs: 60_000 };
  const definitions = [rows, clock];
  projector = new Projector({
    ...{ ...stores, logger, metrics: createMetrics('test'), clock: systemClock },
    ...{ known: definitions, chosen: definitions },
  });
  await projector.start();
  for (const check of CHECKS) await database.query(check);
});
afterAll(async () => {
  await projector?.stop();
  await Promise.all([database?.close(), log?.close()]);
  await Promise.all([node?.stop(), postgres?.stop()]);
});

let told = 0;
/** Something about some shipments, each in a place of its own. */
const about = (...shipmentIds: string[]): StoryEvent[] =>
  shipmentIds.map((shipmentId) => {
    told += 1;
    return ping({ shipmentId, at: told, latitude: 50, longitude: 7, id: `told ${told}` });
  });
const passed = async (position: bigint): Promise<void> =>
  expect(await reads.waitFor({ position, processors: ['rows', 'clock'], timeoutMs: 30_000 })).toBe(true);
const setAside = async () =>
  (await deadLetters(database, { limit: 200 })).items.map(({ processor, key, type, error }) => [processor, key, type, error !== null]);
const retry = (processor: string, key: string) =>
  new DeadLetterDesk(database).order({ action: 'retry', processor, key, actor: 'operator' });
const gone = (key: string) => until(`${key} goes on`, async () => (await deadLetters(database, { key })).items.length === 0);
const count = async (shipmentId: string) => (await database.query('select from rows_v1.seen where shipment = $1', [shipmentId])).length;

it.each(['REFUSED-ROW', 'REFUSED-LATE'])('sets %s aside when its row is refused, at once or at the commit', async (shipmentId) => {
  await database.query('create table planted ()');
  await passed(await tell(log, about(...HEALTHY, shipmentId, ...HEALTHY)));
  expect(await setAside()).toEqual([['rows', shipmentId, 'dev.waybill.position-reported.v1', true]]);
  await database.query('drop table planted');
  await retry('rows', shipmentId);
  await gone(shipmentId);
  expect(await count(shipmentId)).toBe(1);
});

it('waits, and sets nothing aside, when what is missing is a right', async () => {
  await database.query('create table planted ()');
  const position = await tell(log, about('FINE-1', 'REFUSED-RIGHT'));
  await until('it says why it waits', async () =>
    (await processorPartitions(database)).some(({ note }) => note?.includes('REFUSED-RIGHT')),
  );
  expect(await setAside()).toEqual([]);
  await database.query('drop table planted');
  await passed(position);
  expect([await count('REFUSED-RIGHT'), await setAside()]).toEqual([1, []]);
});

it('sets a key aside whose deadline cannot be stored, and keeps the deadlines of others', async () => {
  due.set('ENDLESS', Number.MAX_VALUE).set('FINE-2', 9_000_000_000_000);
  await passed(await tell(log, about('FINE-1', 'ENDLESS', 'FINE-2')));
  expect(await setAside()).toEqual([['clock', 'ENDLESS', 'deadline', true]]);
  await passed(await tell(log, about('ENDLESS')));
  expect(await setAside()).toEqual([
    ['clock', 'ENDLESS', 'deadline', true],
    ['clock', 'ENDLESS', 'dev.waybill.position-reported.v1', false],
  ]);
  expect(await database.query('select key, due::float8 from waybill.deadline where due > 1')).toEqual([
    { key: 'FINE-2', due: 9_000_000_000_000 },
  ]);
  // It fails again in the retry, where the event asks for the same.
  await retry('clock', 'ENDLESS');
  await until('it was retried', async () => (await deadLetters(database, { key: 'ENDLESS' })).items[0]?.retries === 1);
  due.clear();
  await retry('clock', 'ENDLESS');
  await gone('ENDLESS');
});

it('sets the event aside that a checkpoint cannot name, and moves on', async () => {
  const [last] = about('NAMELESS') as [StoryEvent];
  await database.query(`alter table waybill.checkpoint add constraint planted check (last_event_id <> '${last.event.eventId}')`);
  await passed(await tell(log, [...about(...HEALTHY), last]));
  await passed(await tell(log, about(...HEALTHY)));
  const type = 'dev.waybill.position-reported.v1';
  expect(await setAside()).toEqual([
    ['clock', 'NAMELESS', type, true],
    ['rows', 'NAMELESS', type, true],
  ]);
  expect(await count('NAMELESS')).toBe(0);
  for (const processor of ['rows', 'clock']) await retry(processor, 'NAMELESS');
  await gone('NAMELESS');
  expect(await count('NAMELESS')).toBe(1);
  await database.query('alter table waybill.checkpoint drop constraint planted');
});

it('sets a key aside whose events cannot be appended', async () => {
  await passed(await tell(log, about('TOMBSTONED')));
  await storeClient(node.address).tombstoneStream(echoStream('TOMBSTONED'));
  await passed(await tell(log, about('FINE-1', 'TOMBSTONED', 'FINE-3')));
  expect(await setAside()).toEqual([['clock', 'TOMBSTONED', 'dev.waybill.position-reported.v1', true]]);
  const desk = new DeadLetterDesk(database);
  await desk.order({ action: 'discard', processor: 'clock', key: 'TOMBSTONED', actor: 'operator' });
  await gone('TOMBSTONED');
});

it('sets a deadline aside that cannot be handled, names its shipment, and retries it by command', async () => {
  broken.add('BROKEN');
  woken.length = 0;
  await passed(await tell(log, about('BROKEN', ...HEALTHY)));
  await until('all were called', async () => (await setAside()).length > 0 && HEALTHY.every((key) => woken.includes(key)));
  const { items } = await deadLetters(database, {});
  expect(items).toMatchObject([
    { processor: 'clock', key: 'BROKEN', type: 'deadline', stream: null, error: 'Error: BROKEN cannot be looked at' },
  ]);
  const lines = () => logged.filter(({ key }) => key === 'BROKEN');
  await until('the log names the shipment', async () => lines().length > 0);
  expect(lines()).toMatchObject([{ level: 'error', processor: 'clock', type: 'deadline', error: items[0]?.error }]);
  await passed(await tell(log, [...about('BROKEN'), registered('OTHER'), scan({ shipmentId: 'OTHER', at: 1, milestone: 'PICKED_UP' })]));
  expect(await setAside()).toHaveLength(2);
  broken.clear();
  await retry('clock', 'BROKEN');
  await gone('BROKEN');
  await until('it was called', async () => woken.includes('BROKEN'));
  const left = () => database.query(`select from waybill.deadline where key = 'BROKEN'`);
  await until('no deadline is left', async () => (await left()).length === 0);
});

it('does not call a key for its deadline while it has something set aside, nor lets that keep readers waiting', async () => {
  const before = (await processorPartitions(database)).length;
  due.set('LATER', 9_000_000_000_000);
  await passed(await tell(log, about('LATER')));
  await storeClient(node.address).tombstoneStream(echoStream('LATER'));
  await passed(await tell(log, about('LATER')));
  woken.length = 0;
  await database.query('update waybill.deadline set due = 0');
  due.clear();
  const position = await tell(log, about('FINE-1'));
  expect(await reads.waitFor({ position, settled: true, processors: ['rows', 'clock'], timeoutMs: 20_000 })).toBe(true);
  await until('others were called', async () => woken.includes('FINE-1'));
  expect(woken).not.toContain('LATER');
  expect(await setAside()).toEqual([['clock', 'LATER', 'dev.waybill.position-reported.v1', true]]);
  expect((await processorPartitions(database)).length).toBe(before);
});

it('gives no sign of life when a processor hangs, while the others go on', async () => {
  const position = await tell(log, about('FINE-1'));
  await passed(position);
  await until('all loops turn', () => projector.silentSeconds <= 1);
  let goOn = (): void => {};
  release = new Promise((resolve) => {
    goOn = resolve;
  });
  const next = await tell(log, about('FINE-2'));
  await until('one is silent', () => projector.silentSeconds >= 4);
  expect(await reads.asOf(['rows'])).toBeGreaterThanOrEqual(next);
  expect(await reads.asOf(['clock'])).toBeLessThan(next);
  goOn();
  await passed(next);
  await until('all loops turn again', () => projector.silentSeconds <= 1);
});
