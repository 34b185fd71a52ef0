import { setInterval } from 'node:timers/promises';
import { KeyRing, type KnownKey } from '../../apps/api/src/access/key-ring';
import { SessionCookies } from '../../apps/api/src/sessions/session-cookies';
import { until } from '../faults/harness/waiting';
import { type RunningApi, startApi } from '../support/api';
import { EventStreamClient, keyOf, type RowsByTopic } from '../support/event-stream';
import { type Answer, BATCH, cloudEvent, httpClient, type Send } from '../support/http';
import { storeClient } from '../support/store-client';
import { type RunningWaybill, startWaybill } from '../support/waybill';

/** What a client of the live stream has is what the lists answer, however often it is cut off, and whichever API process it comes back to. */
const IS_FULL = process.env.WAYBILL_FAULTS === 'full';
const SHIPMENTS = IS_FULL ? 200 : 12;
/** In each, one of the clients is cut off. */
const ROUNDS = IS_FULL ? 200 : 40;
/** Beside the rounds, at full figures. */
const CHANGES_PER_SECOND = 500;
const MOST_BEHIND_MS = 5_000;
const HOUR = 3_600_000;
const hamburg = { name: 'Hamburg', latitude: 53.55, longitude: 9.99 };
const munich = { name: 'Munich', latitude: 48.14, longitude: 11.58 };

let waybill: RunningWaybill;
let second: RunningApi;
let operator: Send;

beforeAll(async () => {
  waybill = await startWaybill();
  const { eventStore: eventStoreUrl, databaseUrl } = waybill.addresses;
  second = await startApi({ eventStoreUrl, databaseUrl: databaseUrl as string }, undefined, { OPERATOR_API_KEY: waybill.operatorKey });
  operator = httpClient(waybill.url, waybill.operatorKey);
  const site = {
    siteId: 'MUC',
    name: 'Munich',
    latitude: munich.latitude,
    longitude: munich.longitude,
    radiusMetres: 2_000,
    leadTime: 'PT1H',
  };
  expect((await operator('/v1/sites', { body: site })).status).toBe(201);
  for (let n = 0; n < SHIPMENTS; n += 1) {
    const body = { shipmentId: `L-${n}`, reference: `PO-${n}`, carrier: n % 2 ? 'DHL' : 'UPS', origin: hamburg, destination: munich };
    expect((await operator('/v1/shipments', { body })).status).toBe(201);
  }
}, 60_000);
afterAll(async () => {
  await second?.kill();
  await waybill?.stop();
}, 30_000);

/** Asks until it is answered: a busy machine may be slower than what a caller waits for. */
async function answered(path: string): Promise<Answer> {
  let answer = await operator(path);
  while (answer.status === 503 || answer.status === 504) answer = await operator(path);
  return answer;
}

/** All pages of the lists; the position is the lowest, so that nothing is missed that one of them did not have yet. */
async function lists(shipments: string, exceptions: string): Promise<{ rows: RowsByTopic; position: string }> {
  const all = async (topic: keyof RowsByTopic, path: string) => {
    const { body } = await answered(path);
    expect(body.nextCursor).toBeNull();
    const rows = new Map<string, unknown>(body.items.map((row: Record<string, string>) => [keyOf(topic, row), row]));
    return { rows, position: BigInt(body.asOfPosition) };
  };
  const shipment = await all('shipment', `/v1/shipments?limit=200&${shipments}`);
  const exception = await all('exception', `/v1/exceptions?limit=200&${exceptions}`);
  const inbound = await all('inbound', '/v1/sites/MUC/inbound?limit=200&from=2026-01-01T00:00:00Z');
  const [position] = [shipment, exception, inbound].map((list) => list.position).sort((a, b) => (a < b ? -1 : 1));
  return { rows: { shipment: shipment.rows, exception: exception.rows, inbound: inbound.rows }, position: String(position) };
}

const report = (n: number, type: string, time: number, data: object) =>
  cloudEvent({ type: `dev.waybill.${type}.v1`, subject: `shipment:L-${n}`, time: new Date(time).toISOString(), data });

/** Pings, scans, and a shipment that has been standing for hours: rows come into filters and leave them. */
function reports(round: number): object[] {
  const n = round % SHIPMENTS;
  const now = Date.now();
  const places = [1, 2, 3].map((step) =>
    report((n + step) % SHIPMENTS, 'position-reported', now - step * 1_000, {
      latitude: 48 + ((round * 7 + step) % 60) / 10,
      longitude: 9 + ((round + step) % 30) / 10,
    }),
  );
  const milestone = ['PICKED_UP', 'DEPARTED_HUB', 'OUT_FOR_DELIVERY', 'DELIVERED'][round % 4] as string;
  const standing = [5, 4, 3, 2, 1].map((hours) =>
    report(n, 'position-reported', now - hours * HOUR + round, { latitude: 50.1, longitude: 8.6 }),
  );
  return [...places, report(n, 'item-scanned', now - 60_000 + round, { milestone }), ...(round % 5 === 0 ? standing : [])];
}

/** A load of positions beside the rounds, a quarter of a second's worth at a time, until it is ended. @returns the position of the last */
async function load(ended: AbortSignal): Promise<string> {
  let position = '0';
  const ticks = setInterval(250, undefined, { signal: ended });
  try {
    for await (const _ of ticks) {
      const now = Date.now();
      const pings = Array.from({ length: CHANGES_PER_SECOND / 4 }, (_, n) =>
        report((now + n) % SHIPMENTS, 'position-reported', now - n, { latitude: 48 + (now % 600) / 100, longitude: 9 + (n % 30) / 10 }),
      );
      position = (await operator('/v1/events', { body: JSON.stringify(pings), headers: BATCH })).body.position;
    }
  } catch (error) {
    if (!ended.aborted) throw error;
  }
  return position;
}

const FILTERS: readonly (readonly [shipments: string, exceptions: string])[] = [
  ['', 'state=open'],
  ['carrier=dhl&status=OUT_FOR_DELIVERY,IN_TRANSIT', 'type=no-movement&state=open'],
  ['bbox=9,49,11,52', 'state=raised'],
  ['q=po-1&exception=no-movement', 'state=open'],
];

it('keeps every client equal to the lists: with filters, cut off at random, over a rebuild', async () => {
  const clients = FILTERS.map(([shipments, exceptions]) => {
    const addresses = [waybill.url, second.url].map((url) => `${url}/v1/stream?${[shipments, exceptions].filter(Boolean).join('&')}`);
    return new EventStreamClient(addresses, waybill.operatorKey, () => lists(shipments, exceptions));
  });
  const runs = clients.map((client) => client.run());
  let position = '0';
  const rounds = new AbortController();
  const loaded = IS_FULL ? load(rounds.signal) : undefined;
  for (let round = 0; round < ROUNDS; round += 1) {
    const answer = await operator('/v1/events', { body: JSON.stringify(reports(round)), headers: BATCH });
    expect(answer.status).toBe(202);
    position = answer.body.position;
    clients[round % clients.length]?.cut();
    if (round === ROUNDS / 2) expect((await operator('/v1/processors/exceptions/replay', { body: {} })).status).toBe(202);
    if (round % 10 === 9) {
      const raised = (await answered(`/v1/exceptions?state=open&minPosition=${position}&settled=true`)).body.items[0];
      if (raised) expect((await operator(`/v1/exceptions/${raised.exceptionId}/acknowledge`, { body: {} })).status).toBe(200);
    }
  }
  rounds.abort();
  const last = (await loaded) ?? '0';
  if (BigInt(last) > BigInt(position)) position = last;
  const rebuilt = async () => (await operator('/v1/processors/exceptions/builds')).body.items[0].state;
  await until('the rebuilt exceptions are live', async () => (await rebuilt()) === 'live', { everyMs: 100 });
  for (const list of ['shipments', 'exceptions']) await answered(`/v1/${list}?limit=1&minPosition=${position}&settled=true`);
  for (const [index, [shipments, exceptions]] of FILTERS.entries()) {
    const client = clients[index] as EventStreamClient;
    const wanted = async () => sorted((await lists(shipments, exceptions)).rows);
    const isEqual = async () => JSON.stringify(sorted(client.rows)) === JSON.stringify(await wanted());
    // The last message may be on its way for a tick. When it does not come, the rows that differ are shown.
    await until('the client has what the lists have', isEqual, { everyMs: 100 }).catch(() => undefined);
    expect(sorted(client.rows)).toEqual(await wanted());
    expect(client.rows.shipment.size + (client.counts.gone ?? 0)).toBeGreaterThan(0);
    expect(client.rows.inbound.size).toBeGreaterThan(0);
    if (IS_FULL) expect(client.slowestMs).toBeLessThan(MOST_BEHIND_MS);
    client.end();
  }
  await Promise.all(runs);
}, 180_000);

const sorted = ({ shipment, exception, inbound }: RowsByTopic) =>
  [shipment, exception, inbound].map((rows) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1)));

it('lets go of what was erased at once: of rows without reading anew, of lines of a site by it', async () => {
  const consignmentId = 'C-ERASED';
  const plan = { origin: hamburg, destination: munich, plannedArrival: new Date(Date.now() + HOUR).toISOString() };
  for (const its of [
    { shipmentId: 'ERASED', reference: 'PO-ERASED', consignmentId },
    { shipmentId: 'ERASED-BESIDE', consignmentId },
    { shipmentId: 'ERASED-ALONE' },
  ])
    expect((await operator('/v1/shipments', { body: { ...its, ...plan } })).status).toBe(201);
  const about = (type: string, time: number, data: object) => ({ ...report(0, type, time, data), subject: 'shipment:ERASED' });
  const now = Date.now();
  const standing = [190, 170, 150, 130, 110, 90, 70, 50, 30, 10].map((minutes) =>
    about('position-reported', now - minutes * 60_000, { latitude: 50.1, longitude: 8.6 }),
  );
  const pickedUp = about('item-scanned', now - 6 * HOUR, { milestone: 'PICKED_UP' });
  const { position } = (await operator('/v1/events', { body: JSON.stringify([pickedUp, ...standing]), headers: BATCH })).body;
  await answered(`/v1/exceptions?minPosition=${position}&settled=true`);
  const read = () => lists('q=po-erased', 'state=open');
  const client = new EventStreamClient([`${second.url}/v1/stream?topics=shipments,exceptions&q=po-erased`], waybill.operatorKey, read);
  const board = new EventStreamClient([`${second.url}/v1/stream?topics=inbound&site=MUC`], waybill.operatorKey, read);
  const over = [client, board].map((one) => one.run());
  await until('the shipment', () => client.rows.shipment.has('ERASED'));
  const ofIt = () => [...client.rows.exception.values()].filter((row) => (row as { shipmentId: string }).shipmentId === 'ERASED');
  await until('its exception', () => ofIt().length === 1);
  const line = () => board.rows.inbound.get('MUC consignment:C-ERASED') as { shipmentIds: string[] } | undefined;
  await until('the lines of both shipments', () => line()?.shipmentIds.length === 2 && board.rows.inbound.has('MUC shipment:ERASED-ALONE'));
  await storeClient(waybill.addresses.eventStore).tombstoneStream('shipment-ERASED');
  await until('its end', () => !client.rows.shipment.has('ERASED') && ofIt().length === 0);
  expect(client.counts.resync).toBeUndefined();
  await until('the line of what is left of its consignment', () => line()?.shipmentIds.join() === 'ERASED-BESIDE');
  await storeClient(waybill.addresses.eventStore).tombstoneStream('shipment-ERASED-ALONE');
  await until('the end of a line', () => !board.rows.inbound.has('MUC shipment:ERASED-ALONE'));
  for (const one of [client, board]) one.end();
  await Promise.all(over);
});

it('ends with the key that it was opened with', async () => {
  const { id, key } = (await operator('/v1/api-keys', { body: { name: 'wall', role: 'coordinator' } })).body;
  const colleague = httpClient(waybill.url, key);
  while ((await colleague('/v1/shipments?limit=1')).status === 401);
  const client = new EventStreamClient([`${waybill.url}/v1/stream?topics=exceptions`], key, () => lists('', 'state=open'));
  const over = client.run();
  await operator(`/v1/api-keys/${id}`, { method: 'DELETE' });
  expect(await over).toBe(401);
});

it('ends with the session of the browser that opened it', async () => {
  const keys = new KeyRing(second.operatorKey);
  const key = keys.find(second.operatorKey) as KnownKey;
  // The second API's deployment key is known here, and so a session can be made that ends soon.
  const ends = Date.now() + 3_000;
  const cookie = new SessionCookies(Buffer.alloc(32), false).signIn(key, ends).split(';')[0] as string;
  const stream = await fetch(`${second.url}/v1/stream`, { headers: { cookie } });
  expect(stream.status).toBe(200);
  await stream.text();
  expect(Date.now()).toBeGreaterThanOrEqual(ends);
  expect((await fetch(`${second.url}/v1/stream`, { headers: { cookie } })).status).toBe(401);
});

it.each([
  ['topics=planets', 400],
  ['since=yesterday', 400],
  ['colour=blue', 400],
])('refuses %s', async (query, status) => {
  expect((await operator(`/v1/stream?${query}`)).status).toBe(status);
});

it('is for coordinators', async () => {
  expect((await httpClient(waybill.url)('/v1/stream')).status).toBe(401);
});
