import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import { EventLog, NO_STREAM } from '@waybill/event-store';
import { apiKeyStream, bodyHash, derivedId, type JsonOf, shipmentStream, storedEventId } from '@waybill/events';
import { hashApiKey, newApiKey } from '@waybill/platform';
import { type RunningApi, startApi } from '../support/api';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { httpClient } from '../support/http';
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

const AT = '2026-03-02T12:00:00.000Z';
const report = (id: string) => ({
  specversion: '1.0',
  type: 'dev.waybill.position-reported.v1',
  source: 'https://gps.example/',
  id,
  time: AT,
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

/** Goes on with a copy elsewhere until it is longer than the log that it is a copy of. Answers a key that was made there. */
async function growOn(dataDir: string): Promise<string> {
  const elsewhere = await startEventNode({ dataDir });
  const log = EventLog.connect(elsewhere.address);
  const key = newApiKey();
  const keyId = 'key_made_elsewhere';
  const metadata = { specversion: '1.0' as const, id: keyId, source: 'urn:test', subject: keyId, time: AT, recordedtime: AT };
  const append = (stream: string, data: JsonOf<'dev.waybill.api-key-created.v1'>): Promise<unknown> =>
    log.append(stream, NO_STREAM, [
      { eventId: storedEventId('urn:test', keyId, stream), type: 'dev.waybill.api-key-created.v1', data, metadata },
    ]);
  await append(apiKeyStream(keyId), { keyId, name: 'elsewhere', role: 'coordinator', sha256: hashApiKey(key) });
  await append('foreign-1', { keyId: 'x', name: 'x'.repeat(100_000), role: 'coordinator', sha256: '' });
  await log.close();
  await elsewhere.stop();
  return key;
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
  expect(await isKnown(lost)).toBe(true);

  await node.kill('SIGTERM');
  const other = await growOn(`${node.dataDir}-copy`);
  fs.rmSync(node.dataDir, { recursive: true });
  fs.renameSync(`${node.dataDir}-copy`, node.dataDir);
  await node.restart();
  await until('the lost key opens nothing', async () => !(await isKnown(lost)));
  await until('the kept key is known', () => isKnown(kept));
  expect(await isKnown(new Client(api.url, other))).toBe(true);
  expect(await stored()).toEqual(['kept']);
  await send('lost');
  await send('kept');
  expect(await stored()).toEqual(['kept', 'lost']);
  expect(await isKnown(await newKey('next'))).toBe(true);
});

it('gives the same key as the release before when it is asked for it again', async () => {
  const [idempotencyKey, body] = ['made-before', { name: 'before', role: 'coordinator' as const }];
  const id = derivedId('api-key', 'operator', idempotencyKey);
  const key = `wbk_${createHmac('sha256', Buffer.alloc(32)).update(`api-key\n${id}`).digest('base64url')}`;
  const keyId = `key_${id.replaceAll('-', '')}`;
  const stream = apiKeyStream(keyId);
  const command = { commandkey: derivedId('command', 'operator', idempotencyKey), commandhash: bodyHash(['key', body]) };
  const metadata = { specversion: '1.0' as const, id: keyId, source: 'urn:test', subject: keyId, time: AT, recordedtime: AT, ...command };
  const log = EventLog.connect(node.address);
  await log.append(stream, NO_STREAM, [
    {
      eventId: storedEventId('urn:test', keyId, stream),
      type: 'dev.waybill.api-key-created.v1',
      data: { ...body, keyId, sha256: hashApiKey(key) },
      metadata,
    },
  ]);
  await log.close();
  const operator = httpClient(api.url, api.operatorKey);
  const again = () => operator('/v1/api-keys', { body, headers: { 'idempotency-key': idempotencyKey } });
  expect((await again()).body).toMatchObject({ id: keyId, key });
  await until('it is known', () => isKnown(new Client(api.url, key)));
  await client.insist('DELETE', `/v1/api-keys/${keyId}`);
  expect((await again()).body).toMatchObject({ id: keyId, key });
  await until('it opens nothing', async () => !(await isKnown(new Client(api.url, key))));
});
