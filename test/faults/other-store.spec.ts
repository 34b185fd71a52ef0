import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EventLog } from '@waybill/event-store';
import { type Identifier, identifierStream, shipmentStream } from '@waybill/events';
import { IDENTIFIERS, ReadDatabase, SHIPMENTS } from '@waybill/read-model';
import { type RunningApi, startApi } from '../support/api';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';
import { dumpSchema } from '../support/read-model-dump';
import { assigned, deployment, ping, registered, type StoryEvent, tell } from '../support/shipment-story';
import { eventsOf } from '../support/stored-events';
import { Builds } from './harness/builds';
import { caughtUp, compareWithRebuild } from './harness/databases';
import { until } from './harness/waiting';

jest.setTimeout(120_000);

const ATTRIBUTION = 'attribution';
const READ_MODELS = [SHIPMENTS, IDENTIFIERS];
const ALL = [...READ_MODELS, ATTRIBUTION];
const SHIPMENT = 'SHP-1';
const number: Identifier = { scheme: 'tracking-number', value: 'DHL/JD014600' };

let postgres: TestPostgres;
let node: RunningEventNode;
let log: EventLog;
let api: RunningApi;
let projector: RunningProjector;
let database: ReadDatabase;
let builds: Builds;

const start = () => startProjector({ eventStoreUrl: node.address, databaseUrl: postgres.url, processors: ALL });

/** A position of the shipment, reported by its tracking number. */
const report = (at: number): StoryEvent =>
  ping({
    shipmentId: '',
    at,
    latitude: 50 + at / 100,
    longitude: 10,
    subject: `${number.scheme}:${number.value}`,
    stream: identifierStream(number),
  });

/** Which reports the reactor has brought to the shipment. */
async function attributed(): Promise<string[]> {
  return (await eventsOf(log, shipmentStream(SHIPMENT)))
    .filter(({ type }) => type === 'dev.waybill.position-reported.v1')
    .map(({ metadata }) => metadata.id)
    .sort();
}

const brought = (count: number) => until(`${count} reports are attributed`, async () => (await attributed()).length === count);

/** Everything that is read, until other builds are live. */
const rows = () => Promise.all(READ_MODELS.map((name) => dumpSchema(database, `${name}_v1`)));

/** Does something with the folder of the stopped node. */
async function stopped(work: () => void): Promise<void> {
  await log.close();
  await node.kill('SIGTERM');
  work();
  await node.restart();
  log = EventLog.connect(node.address);
}

beforeAll(async () => {
  [node, postgres] = await Promise.all([startEventNode(), startPostgres()]);
  log = EventLog.connect(node.address);
  await tell(log, [deployment('11111111-1111-4111-8111-111111111111')]);
  database = ReadDatabase.open(postgres.url, { poolSize: 2, statementTimeoutMs: 20_000 });
  [api, projector] = await Promise.all([startApi({ eventStoreUrl: node.address, databaseUrl: postgres.url }), start()]);
  builds = new Builds(api);
});
afterAll(async () => {
  await projector?.kill();
  await api?.kill();
  await database?.close();
  await log?.close();
  await Promise.all([node?.stop(), postgres?.stop()]);
});

it('is gone on with after a replay of every processor: what was lost is appended again, and nothing twice', async () => {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-older-copy-'));
  await tell(log, [assigned(number, SHIPMENT), registered(SHIPMENT), report(1), report(2)]);
  await brought(2);
  await projector.stop();
  await tell(log, [report(3)]);
  // The copy has a third report, but not yet what the reactor makes of it.
  await stopped(() => fs.cpSync(node.dataDir, copy, { recursive: true }));
  projector = await start();
  await brought(3);
  await tell(log, [report(4)]);
  await brought(4);
  await caughtUp(database, (await log.head()).commit, ALL);
  const before = await rows();
  await stopped(() => {
    fs.rmSync(node.dataDir, { recursive: true });
    fs.renameSync(copy, node.dataDir);
  });
  expect(await attributed()).toEqual(['ping 1', 'ping 2']);
  await tell(log, [report(5)]);
  const ready = () => builds.send('/health/ready?for=queries');
  /** Of each processor; none while the API, too, is finding out that its store is another one. */
  const states = async (): Promise<string[]> => {
    const items: { processor: string; state: string }[] = (await builds.send('/v1/processors')).body.items ?? [];
    return [...new Map(items.map(({ processor, state }) => [processor, state])).values()];
  };
  await until('every processor has halted', async () => (await states()).filter((state) => state === 'halted').length === ALL.length);
  await until('queries are refused', async () => (await ready()).status === 503);
  expect((await ready()).text).toMatch(/event store .*npm run replay/);
  expect(await rows()).toEqual(before);
  expect(await attributed()).toEqual(['ping 1', 'ping 2']);
  const replayed = await builds.command(['replay', '--all']);
  expect(replayed.code).toBe(0);
  for (const name of ALL) expect(replayed.output).toMatch(new RegExp(`^${name} v\\d+ is live\\.$`, 'm'));
  await brought(4);
  expect(await attributed()).toEqual(['ping 1', 'ping 2', 'ping 3', 'ping 5']);
  await until('queries are answered', async () => (await ready()).status === 200);
  const { commit } = await log.head();
  await caughtUp(database, commit, ALL);
  const { body } = await builds.send(`/v1/shipments/${SHIPMENT}`);
  expect(body).toMatchObject({ revision: 4, liveLocation: { latitude: 50.05 } });
  expect((await compareWithRebuild(node.address, postgres.url, commit, { processors: READ_MODELS })).differences).toEqual([]);
});
