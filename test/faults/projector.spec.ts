import { EventLog } from '@waybill/event-store';
import { IDENTIFIERS, LiveReadModels, processorPartitions, ReadDatabase, SHIPMENTS } from '@waybill/read-model';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';
import { correction, deployment, ping, registered, type StoryEvent, scan, tell } from '../support/shipment-story';
import { shownShipment } from '../support/shown-shipment';
import { freshDatabase } from './harness/databases';
import { until } from './harness/waiting';

jest.setTimeout(120_000);

const BOTH = [SHIPMENTS, IDENTIFIERS];

/** One Postgres for all; each test has a log and a database of its own. */
let postgres: TestPostgres;
let node: RunningEventNode;
let log: EventLog;
let databaseUrl: string;
let database: ReadDatabase;
let reads: LiveReadModels;
let running: RunningProjector[];

const start = async (url = databaseUrl, awaitReady = true): Promise<RunningProjector> => {
  const projector = await startProjector({ eventStoreUrl: node.address, databaseUrl: url, processors: BOTH, awaitReady });
  running.push(projector);
  return projector;
};

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
});
beforeEach(async () => {
  running = [];
  node = await startEventNode();
  log = EventLog.connect(node.address);
  await tell(log, [deployment('11111111-1111-4111-8111-111111111111')]);
  databaseUrl = await freshDatabase(postgres.url);
  database = ReadDatabase.open(databaseUrl, { poolSize: 2, statementTimeoutMs: 20_000 });
  reads = new LiveReadModels(database);
});
afterEach(async () => {
  await Promise.all(running.map((projector) => projector.kill()));
  await database.close();
  await log.close();
  await node.stop();
});

const passed = async (position: bigint, models = reads): Promise<void> => {
  const ok = await models.waitFor({ position, processors: BOTH, timeoutMs: 60_000 });
  if (!ok) throw new Error(`Not reached. ${running.map((projector) => projector.output()).join('\n')}`);
};

/** A piece of a log: pings in and out of order, scans, corrections, of twenty shipments. */
function chapter(number: number): StoryEvent[] {
  const story: StoryEvent[] = [];
  for (let i = 0; i < 20; i += 1) {
    const shipmentId = `SHP-${i}`;
    if (number === 0) story.push(registered(shipmentId));
    for (let k = 0; k < 10; k += 1) {
      const at = number * 10 + ((k * 7) % 10);
      story.push(ping({ shipmentId, at, latitude: k === 3 ? 10 : 50 + at / 100, longitude: 10, id: `${i} ${at}` }));
    }
    const seen = scan({ shipmentId, at: number * 10, milestone: number % 3 === 0 ? 'DEPARTED_HUB' : 'ARRIVED_AT_HUB' });
    story.push(seen);
    if (i % 5 === number % 5) story.push(correction('retracted', story.at(-3) as StoryEvent, number * 10 + 9));
  }
  return story;
}

it('starts before Postgres and the log are there', async () => {
  await postgres.kill();
  const projector = await start(databaseUrl, false);
  await until('it says that it waits', () => projector.output().includes('Postgres does not answer'));
  await postgres.restart();
  await projector.ready;
  await passed(await tell(log, chapter(0)));
});

it('sets a poison event aside with what follows it, and nothing else', async () => {
  const projector = await start();
  const poison = ping({ shipmentId: 'SHP-1', at: 500, latitude: 50, longitude: 10 });
  const broken = { ...poison, event: { ...poison.event, data: { latitude: 'north', longitude: 10 } } } as unknown as StoryEvent;
  await passed(await tell(log, chapter(0)));
  await passed(await tell(log, [broken, ...chapter(51)]));
  const [healthy, stopped] = [await shownShipment(reads, 'SHP-2'), await shownShipment(reads, 'SHP-1')];
  expect(healthy?.lastMilestone?.time).toBe('2026-03-02T20:30:00.000Z');
  expect(stopped?.lastMilestone?.time).toBe('2026-03-02T12:00:00.000Z');
  const rows = await database.query<{ processor: string; key: string; error: string | null }>(
    'select processor, key, error from waybill.dead_letter order by position',
  );
  // Attribution keeps more than shipments in order, and says so in its keys.
  expect(new Set(rows.map(({ key }) => key))).toEqual(new Set(['SHP-1', 'shipment:SHP-1']));
  expect(rows[0]?.error).toContain('shipment-SHP-1 cannot be read at revision 12: data.latitude');
  expect(rows.length).toBeGreaterThan(10);
  await projector.kill();
  await start();
  await passed(await tell(log, [scan({ shipmentId: 'SHP-1', at: 600, milestone: 'DELIVERED' })]));
  expect((await shownShipment(reads, 'SHP-1'))?.status).not.toBe('DELIVERED');
  expect((await processorPartitions(database)).reduce((sum, { deadLetters }) => sum + deadLetters, 0)).toBe(
    rows.length + new Set(rows.map(({ processor }) => processor)).size,
  );
});
