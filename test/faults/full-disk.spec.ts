import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { EventLog } from '@waybill/event-store';
import { startEventNode } from '../support/event-node';
import { smallDisk } from '../support/small-disk';

/* Intake on a disk that fills up: refused with 503 and Retry-After, nothing acknowledged is lost, and it goes on by itself (P20). */
const API = path.resolve(__dirname, '../../dist/apps/api/src/main.js');
const KEY = 'full-disk-operator-key';
const ROUNDS = 3;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startApi(eventStore: string): Promise<string> {
  // Nothing answers there: taking in needs no database.
  const database = 'postgres://nobody@127.0.0.1:1/none';
  const env = { ...process.env, PORT: '0', LOG_LEVEL: 'silent', EVENTSTORE_URL: eventStore, DATABASE_URL: database, OPERATOR_API_KEY: KEY };
  const deploymentKey = Buffer.alloc(32, 1).toString('base64url');
  const api: ChildProcess = fork(API, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { ...env, DEPLOYMENT_KEY: deploymentKey } });
  cleanups.push(async () => {
    const ended = once(api, 'exit');
    api.kill('SIGTERM');
    await ended;
  });
  const [message] = (await once(api, 'message')) as [{ url: string }];
  return message.url;
}

function send(url: string, id: string): Promise<Response> {
  const report = {
    specversion: '1.0',
    id,
    source: 'https://carrier.example/',
    type: 'dev.waybill.item-scanned.v1',
    subject: `tracking-number:DHL/${id}`,
    time: '2026-03-01T10:00:00Z',
    data: { milestone: 'PICKED_UP', note: 'x'.repeat(1000) },
  };
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents+json' };
  return fetch(`${url}/v1/events`, { method: 'POST', headers, body: JSON.stringify(report) });
}

test('a disk that is filled and freed again loses no report that was acknowledged', async () => {
  const disk = smallDisk(8);
  if (!disk) return;
  cleanups.push(disk.unmount);
  const node = await startEventNode({ dataDir: path.join(disk.path, 'data') });
  cleanups.push(() => node.stop());
  const url = await startApi(node.address);
  const acknowledged: string[] = [];
  let sent = 0;
  const report = async (): Promise<Response> => {
    sent += 1;
    const id = `R${sent}`;
    const answer = await send(url, id);
    if (answer.ok) acknowledged.push(id);
    return answer;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    expect((await report()).status).toBe(202);
    disk.fill(300 * 1024);
    let refused = await report();
    while (refused.ok) refused = await report();
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ type: expect.stringContaining('store-unavailable') });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    disk.free();
    while (!(await report()).ok);
  }
  const log = EventLog.connect(node.address);
  cleanups.push(() => log.close());
  const stored: string[] = [];
  for await (const { metadata } of log.readAll()) {
    const { source, id } = metadata as { source?: string; id?: string };
    if (source === 'https://carrier.example/' && id) stored.push(id);
  }
  expect(stored.filter((id) => acknowledged.includes(id)).sort()).toEqual([...acknowledged].sort());
  expect(new Set(stored).size).toBe(stored.length);
});
