import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EventLog } from '@waybill/event-store';
import { BuildDesk, IDENTIFIERS, ReadDatabase, ReadModels, SHIPMENTS } from '@waybill/read-model';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';
import { dumpSchema } from '../support/read-model-dump';
import { correction, deployment, ping, registered, type StoryEvent, scan, tell } from '../support/shipment-story';
import { freshDatabase } from './harness/databases';

jest.setTimeout(120_000);

const BOTH = [SHIPMENTS, IDENTIFIERS];

/** One Postgres for all; each test has a log and a database of its own. */
let postgres: TestPostgres;
let node: RunningEventNode;
let log: EventLog;
let databaseUrl: string;
let database: ReadDatabase;
let reads: ReadModels;
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
  reads = new ReadModels(database);
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

/** Looks again until it holds; the test's own time limit ends it. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 25));
}

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

const dumps = async (from: ReadDatabase) => [await dumpSchema(from, 'shipments_v1'), await dumpSchema(from, 'identifiers_v1')];

it('starts before Postgres and the log are there', async () => {
  await postgres.kill();
  const projector = await start(databaseUrl, false);
  await until(() => projector.output().includes('cannot be prepared yet'));
  await postgres.restart();
  await projector.ready;
  await passed(await tell(log, chapter(0)));
});

it('writes nothing from a log that lost its end, until it is told to build anew from it', async () => {
  const projector = await start();
  await passed(await tell(log, chapter(0)));
  await log.close();
  await node.kill('SIGTERM');
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-older-copy-'));
  fs.cpSync(node.dataDir, copy, { recursive: true });
  await node.restart();
  log = EventLog.connect(node.address);
  await passed(await tell(log, chapter(1)));
  const before = await dumps(database);
  await log.close();
  await node.kill('SIGTERM');
  fs.rmSync(node.dataDir, { recursive: true });
  fs.renameSync(copy, node.dataDir);
  await node.restart();
  log = EventLog.connect(node.address);
  const position = await tell(log, chapter(5));
  await until(() => projector.output().includes('The event store'));
  expect(await dumps(database)).toEqual(before);
  const states = (await reads.processors()).filter(({ processor }) => BOTH.includes(processor)).map(({ state }) => state);
  await until(async () => (await reads.processors()).some(({ state, note }) => state === 'halted' && note?.includes('event store')));
  expect(states).toHaveLength(32);
  expect(await reads.halted()).toContain('npm run replay');
  for (const name of BOTH) expect(await new BuildDesk(database).request(name, { purpose: 'replay' })).toEqual({ version: 2 });
  // Positions of the other log count for nothing: the old build stands beyond this one's end.
  await until(async () => (await reads.halted()) === undefined);
  await passed(position);
  const recovered = [await dumpSchema(database, 'shipments_v2'), await dumpSchema(database, 'identifiers_v2')];
  const cleanUrl = await freshDatabase(postgres.url);
  const clean = ReadDatabase.open(cleanUrl, { poolSize: 2, statementTimeoutMs: 20_000 });
  await start(cleanUrl);
  await passed(position, new ReadModels(clean));
  expect(recovered).toEqual(await dumps(clean));
  await clean.close();
});

it('sets a poison event aside with what follows it, and nothing else', async () => {
  const projector = await start();
  const poison = ping({ shipmentId: 'SHP-1', at: 500, latitude: 50, longitude: 10 });
  const broken = { ...poison, event: { ...poison.event, data: { latitude: 'north', longitude: 10 } } } as unknown as StoryEvent;
  await passed(await tell(log, chapter(0)));
  await passed(await tell(log, [broken, ...chapter(51)]));
  const [healthy, stopped] = [await reads.shipmentDetail('SHP-2'), await reads.shipmentDetail('SHP-1')];
  expect(healthy?.lastMilestone?.time).toBe('2026-03-02T20:30:00.000Z');
  expect(stopped?.lastMilestone?.time).toBe('2026-03-02T12:00:00.000Z');
  const rows = await database.query<{ key: string; error: string | null }>('select key, error from waybill.parked_event order by position');
  expect(rows.map(({ key }) => key)).toEqual(expect.arrayContaining(['SHP-1']));
  expect(new Set(rows.map(({ key }) => key)).size).toBe(1);
  expect(rows[0]?.error).toContain('north');
  expect(rows.length).toBeGreaterThan(10);
  await projector.kill();
  await start();
  await passed(await tell(log, [scan({ shipmentId: 'SHP-1', at: 600, milestone: 'DELIVERED' })]));
  expect((await reads.shipmentDetail('SHP-1'))?.status).not.toBe('DELIVERED');
  expect((await reads.processors()).reduce((sum, { parkedEvents }) => sum + parkedEvents, 0)).toBe(rows.length + 1);
});
