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
/** Readiness follows what writes meet within this time. */
const READINESS_MS = 10_000;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startApi(eventStore: string, dataDir: string): Promise<string> {
  // Nothing answers there: taking in needs no database.
  const database = 'postgres://nobody@127.0.0.1:1/none';
  const stores = { EVENTSTORE_URL: eventStore, DATABASE_URL: database, DATA_DIR: dataDir };
  const keys = { OPERATOR_API_KEY: KEY, DEPLOYMENT_KEY: Buffer.alloc(32, 1).toString('base64url') };
  const env = { ...process.env, PORT: '0', LOG_LEVEL: 'silent', ...stores, ...keys };
  const api: ChildProcess = fork(API, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env });
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

/** Asks until taking in is said to work, or not to; how often reports are sent meanwhile plays no part. */
async function untilReadiness(url: string, intake: boolean): Promise<void> {
  const begun = performance.now();
  let answer = await fetch(`${url}/health/ready`);
  while (((await answer.clone().json()) as { intake: boolean }).intake !== intake) answer = await fetch(`${url}/health/ready`);
  expect(performance.now() - begun).toBeLessThan(READINESS_MS);
  if (!intake) expect([answer.status, await answer.json()]).toMatchObject([503, { note: expect.stringContaining('disk') }]);
}

async function freeRatio(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${KEY}` } })).text();
  return Number(/^disk_free_ratio\{[^}]*\} (\S+)$/m.exec(metrics)?.[1]);
}

test('a disk that is filled and freed again loses no report that was acknowledged', async () => {
  const disk = smallDisk(8);
  if (!disk) return;
  cleanups.push(disk.unmount);
  const node = await startEventNode({ dataDir: path.join(disk.path, 'events'), listen: `unix:${path.join(disk.path, 'node.sock')}` });
  cleanups.push(() => node.stop());
  const url = await startApi(node.address, disk.path);
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
    await untilReadiness(url, false);
    expect(await freeRatio(url)).toBeLessThan(0.05);
    disk.free();
    await untilReadiness(url, true);
    expect(await freeRatio(url)).toBeGreaterThan(0.05);
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
