import fs from 'node:fs';
import { EventLog } from '@waybill/event-store';
import { shipmentStream } from '@waybill/events';
import { type RunningApi, startApi } from '../support/api';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { Client } from './client';
import { until } from './harness/waiting';

let node: RunningEventNode;
let api: RunningApi;
let client: Client;

beforeAll(async () => {
  node = await startEventNode();
  // What is taken in does not need the database.
  api = await startApi({ eventStoreUrl: node.address, databaseUrl: 'postgres://nobody@127.0.0.1:1/nothing' });
  client = new Client(api.url, api.operatorKey);
});
afterAll(async () => {
  await api?.kill();
  await node?.stop();
});

const report = (id: string) => ({
  specversion: '1.0',
  type: 'dev.waybill.position-reported.v1',
  source: 'https://gps.example/',
  id,
  time: '2026-03-02T12:00:00Z',
  subject: 'shipment:COPIED',
  data: { latitude: 50, longitude: 10 },
});
const send = (id: string) => client.insist('POST', '/v1/events', report(id), 'application/cloudevents+json');
const newKey = async (name: string): Promise<Client> =>
  new Client(api.url, String((await client.insist('POST', '/v1/api-keys', { name, role: 'coordinator' })).key));
/** What a key opens does not matter, only whether it is known. */
const isKnown = async (keyed: Client) => (await keyed.call('GET', '/v1/processors')).status !== 401;

async function stored(): Promise<string[]> {
  const log = EventLog.connect(node.address);
  const ids: string[] = [];
  for await (const { type, metadata } of log.read(shipmentStream('COPIED'), { fromRevision: 1 }))
    if (type === 'dev.waybill.position-reported.v1') ids.push(metadata.id);
  await log.close();
  return ids;
}

it('takes in again what an older copy of the store lacks, and opens to the keys that it has', async () => {
  const place = { latitude: 50, longitude: 10 };
  await client.insist('POST', '/v1/shipments', { shipmentId: 'COPIED', identifiers: [], origin: place, destination: place });
  await send('kept');
  const kept = await newKey('kept');
  await node.kill('SIGTERM');
  fs.cpSync(node.dataDir, `${node.dataDir}-copy`, { recursive: true, filter: (file) => !file.endsWith('.lock') });
  await node.restart();
  await send('lost');
  const lost = await newKey('lost');
  await until('the new key is known', () => isKnown(lost));

  await node.kill('SIGTERM');
  fs.rmSync(node.dataDir, { recursive: true });
  fs.renameSync(`${node.dataDir}-copy`, node.dataDir);
  await node.restart();
  await until('the lost key opens nothing', async () => !(await isKnown(lost)));
  await until('the kept key is known', () => isKnown(kept));
  expect(await stored()).toEqual(['kept']);
  await send('lost');
  await send('kept');
  expect(await stored()).toEqual(['kept', 'lost']);
  const next = await newKey('next');
  await until('a new key is known', () => isKnown(next));
});
