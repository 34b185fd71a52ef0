import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { EventLog } from '@waybill/event-store';
import { until } from '../../apps/standalone/src/waiting';
import { type RunningProjector, startProjector } from '../support/projector';
import { type RunningWaybill, startWaybill } from '../support/waybill';
import { Client } from './client';
import { Chance } from './harness/chance';
import { type Sent, traffic, type World } from './traffic';

/** Two API processes on one log: neither knows what the other has just taken in, and yet nothing is stored twice. */
const API = path.resolve(__dirname, '../../dist/apps/api/src/main.js');
const EVENTS = 400;
const world: World = {
  shipmentIds: ['TWO-0', 'TWO-1', 'TWO-2'],
  aboard: { 'TRUCK-TWO': ['TWO-0', 'TWO-1'] },
  start: Date.now() - 3_600_000,
  stepMs: 500,
};

let waybill: RunningWaybill;
let second: ChildProcess;
let secondUrl: string;
let secondProjector: RunningProjector | undefined;
let clients: [Client, Client];
let log: EventLog;

async function startSecondApi(): Promise<string> {
  const secret = (name: string) => fs.readFileSync(path.join(waybill.dataDir, name), 'utf8').trim();
  second = fork(API, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PORT: '0',
      LOG_LEVEL: 'warn',
      EVENTSTORE_URL: waybill.addresses.eventStore,
      DATABASE_URL: waybill.addresses.databaseUrl,
      OPERATOR_API_KEY: waybill.operatorKey,
      DEPLOYMENT_KEY: secret('deployment-key'),
    },
  });
  const [message] = (await once(second, 'message')) as [{ event: string; url: string }];
  return message.url;
}

beforeAll(async () => {
  waybill = await startWaybill();
  secondUrl = await startSecondApi();
  clients = [new Client(waybill.url, waybill.operatorKey), new Client(secondUrl, waybill.operatorKey)];
  log = EventLog.connect(waybill.addresses.eventStore);
  const place = { latitude: 50, longitude: 8 };
  for (const [n, shipmentId] of world.shipmentIds.entries()) {
    const identifiers = [{ scheme: 'tracking-number', value: `dhl/${shipmentId}` }];
    await (clients[n % 2] as Client).insist('POST', '/v1/shipments', { shipmentId, identifiers, origin: place, destination: place });
  }
  const at = new Date(world.start - 60_000).toISOString();
  for (const id of world.aboard['TRUCK-TWO'] ?? [])
    await clients[1].insist('POST', `/v1/shipments/${id}/load`, { unit: 'vehicle:TRUCK-TWO', at });
});
afterAll(async () => {
  await secondProjector?.kill();
  second?.kill('SIGTERM');
  await log?.close();
  await waybill?.stop();
});

describe('two API processes', () => {
  it('take in the same events at the same time, each once', async () => {
    const reports = traffic(EVENTS, world, new Chance(42));
    const outcomes = new Map<string, string[]>();
    /** Reports that were sent again after an answer that promised nothing: what the first sending stored is a duplicate then. */
    const sentAgain = new Set<string>();
    const deliver = async (client: Client, packets: readonly Sent[][]): Promise<void> => {
      for (const packet of packets) {
        const body = packet.map(({ event }) => event);
        const before = client.retries;
        const answer = await client.insist('POST', '/v1/events', body, 'application/cloudevents-batch+json');
        for (const { id, outcome } of answer.events as { id: string; outcome: string }[]) {
          outcomes.set(id, [...(outcomes.get(id) ?? []), outcome]);
          if (client.retries > before) sentAgain.add(id);
        }
      }
    };
    const packets = Array.from({ length: EVENTS / 10 }, (_, n) => reports.slice(n * 10, n * 10 + 10));
    await Promise.all([deliver(clients[0], packets), deliver(clients[1], packets)]);
    // Two identical writes at one revision are one write to the store: both are told that it was appended (docs/adr/0003).
    for (const [id, pair] of outcomes) {
      if (!sentAgain.has(id)) expect(pair).toContain('appended');
      expect(pair.filter((outcome) => outcome !== 'appended' && outcome !== 'duplicate')).toEqual([]);
    }
    expect([...outcomes.values()].flat().filter((outcome) => outcome === 'duplicate').length).toBeGreaterThan(0);
    const { position } = await clients[0].insist('POST', '/v1/events', { ...reports[0]?.event, id: 'end' }, 'application/cloudevents+json');
    await clients[0].insist('GET', `/v1/shipments/TWO-0?minPosition=${position}&settled=true`);
    const stored = new Map<string, number>();
    for await (const { stream, metadata } of log.readAll()) {
      const key = `${stream} ${metadata.source} ${metadata.id}`;
      stored.set(key, (stored.get(key) ?? 0) + 1);
    }
    const wrong = reports.flatMap(({ event, streams }) =>
      streams.filter((stream) => stored.get(`${stream} ${event.source} ${event.id}`) !== 1),
    );
    expect(wrong).toEqual([]);
    expect([...stored.values()].filter((count) => count > 1)).toEqual([]);
  });

  it('refuse a source that the other has closed, and take a secret that the other has changed', async () => {
    const made = await clients[0].insist('POST', '/v1/sources', { format: 'ups-track-alert', name: 'UPS', secrets: ['the-first-secret'] });
    const address = new URL(String(made.webhookUrl)).pathname;
    const push = async (credential: string): Promise<number> =>
      (await fetch(secondUrl + address, { method: 'POST', headers: { credential, 'content-type': 'application/json' }, body: '{}' }))
        .status;
    /** The sender is let in, and what it sends is no push. */
    const LET_IN = 400;
    expect([await push('the-first-secret'), await push('another-secret')]).toEqual([LET_IN, 401]);
    await clients[0].insist('PUT', `/v1/sources/${made.id}`, { name: 'UPS', secrets: ['another-secret'] });
    expect(await until(async () => (await push('another-secret')) === LET_IN, 10_000)).toBe(true);
    expect(await push('the-first-secret')).toBe(LET_IN);
    await clients[0].insist('DELETE', `/v1/sources/${made.id}`);
    expect(await until(async () => (await push('another-secret')) === 410, 10_000)).toBe(true);
  });

  it('register one shipment under one name, whichever is asked first', async () => {
    const place = { latitude: 50, longitude: 8 };
    const taken = (shipmentId: string) => ({
      shipmentId,
      identifiers: [{ scheme: 'booking', value: 'RACE-1' }],
      origin: place,
      destination: place,
    });
    const answers = await Promise.all(clients.map((client, n) => client.call('POST', '/v1/shipments', taken(`RACE-${n}`))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const [a, b] = await Promise.all(
      clients.map((client) => client.call('POST', '/v1/shipments', { shipmentId: 'SAME', origin: place, destination: place })),
    );
    expect([a?.status, b?.status].sort()).toEqual([200, 201]);
    expect(a?.body.trackingToken).toBe(b?.body.trackingToken);
    expect(a?.body.position).toBe(b?.body.position);
  });

  it('leave a report with the new holder of a name, whichever of them and of two projectors has heard of the change', async () => {
    const { eventStore: eventStoreUrl, databaseUrl = '' } = waybill.addresses;
    secondProjector = await startProjector({ eventStoreUrl, databaseUrl });
    const numbers = Array.from({ length: 8 }, (_, n) => n);
    const place = { latitude: 50, longitude: 8 };
    const report = (n: number, latitude: number, time: number) => ({
      specversion: '1.0',
      id: `${n} at ${latitude}`,
      source: 'urn:test:carrier',
      type: 'dev.waybill.position-reported.v1',
      subject: `booking:HANDED-ON-${n}`,
      time: new Date(time).toISOString(),
      data: { latitude, longitude: 8 },
    });
    const take = (events: readonly object[]) => clients[0].insist('POST', '/v1/events', events, 'application/cloudevents-batch+json');
    const placeOf = async (shipmentId: string, position: unknown) =>
      (await clients[1].insist('GET', `/v1/shipments/${shipmentId}?minPosition=${position}&settled=true`)).liveLocation as object | null;
    for (const n of numbers) {
      const identifiers = [{ scheme: 'booking', value: `HANDED-ON-${n}` }];
      await clients[0].insist('POST', '/v1/shipments', { shipmentId: `BEFORE-${n}`, identifiers, origin: place, destination: place });
      await clients[0].insist('POST', '/v1/shipments', { shipmentId: `AFTER-${n}`, origin: place, destination: place });
    }
    const first = await take(numbers.map((n) => report(n, 50, Date.now() - 60_000)));
    expect(await placeOf('BEFORE-0', first.position)).toMatchObject({ latitude: 50 });
    for (const n of numbers) {
      await clients[1].insist('DELETE', `/v1/shipments/BEFORE-${n}/identifiers/booking/HANDED-ON-${n}`);
      await clients[1].insist('POST', `/v1/shipments/AFTER-${n}/identifiers`, { scheme: 'booking', value: `HANDED-ON-${n}` });
    }
    const second = await take(numbers.map((n) => report(n, 51, Date.now())));
    for (const n of numbers) {
      expect([n, await placeOf(`AFTER-${n}`, second.position)]).toMatchObject([n, { latitude: 51 }]);
      expect([n, await placeOf(`BEFORE-${n}`, second.position)]).toMatchObject([n, { latitude: 50 }]);
    }
  });

  it('honour a key at once that the other one made, and no more a second after its end', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 100; n += 1) {
      const { id, key } = await (clients[n % 2] as Client).insist('POST', '/v1/api-keys', {
        name: `quick ${n}`,
        role: 'integration',
        sourcePrefix: 'urn:x:',
      });
      const guest = new Client((clients[(n + 1) % 2] as Client).url, key as string);
      // A busy machine may not say in time whether it knows the key: then it asks to be sent the same again.
      let { status } = await guest.call('GET', '/v1/shipments');
      while (status === 503) status = (await guest.call('GET', '/v1/shipments')).status;
      statuses.push(status);
      if (n % 10 > 0) continue;
      await (clients[n % 2] as Client).insist('DELETE', `/v1/api-keys/${id}`);
      const ended = performance.now();
      while ((await guest.call('GET', '/v1/shipments')).status !== 401) expect(performance.now() - ended).toBeLessThan(1_000);
    }
    expect(statuses).toEqual(Array(100).fill(403));
  });
});
