import { setTimeout as sleep } from 'node:timers/promises';
import { EventLog } from '@waybill/event-store';
import { EXCEPTIONS, GEOFENCES, IDENTIFIERS, ReadDatabase, SHIPMENTS } from '@waybill/read-model';
import { type RunningApi, startApi } from '../support/api';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';
import { copiesOf, keyOf, notOnce, readStored } from './checkers/once';
import { Client } from './client';
import { Builds } from './harness/builds';
import { Chance } from './harness/chance';
import { cameToRest, freshDatabase } from './harness/databases';
import { type Sent, traffic, type World } from './traffic';

jest.setTimeout(120_000);

/**
 * The promises that hang most on how the event store behaves, beside one that plays each real release: subscribers that are behind are
 * ended or told so, news comes late, equal appends stay unanswered. `npm run test:full -- behave` has all central suites do that.
 */
const REPORTS = 240;
const PACKET = 10;
const world: World = {
  shipmentIds: ['REAL-0', 'REAL-1', 'REAL-2', 'REAL-3'],
  aboard: { 'TRUCK-REAL': ['REAL-0', 'REAL-1'] },
  start: Date.now() - 3_600_000,
  stepMs: 500,
};
const place = { latitude: 50, longitude: 8 };

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

describe.each(['23.10', '24.10', '26.0'])('beside a server that behaves as %s does', (release) => {
  let node: RunningEventNode;
  let apis: RunningApi[];
  let projectors: RunningProjector[];
  let clients: [Client, Client];
  let log: EventLog;
  let database: ReadDatabase;

  beforeAll(async () => {
    node = await startEventNode({ args: ['--behave', release] });
    const address = { eventStoreUrl: node.address, databaseUrl: await freshDatabase(postgres.url) };
    apis = await Promise.all([startApi(address), startApi(address)]);
    projectors = await Promise.all([startProjector(address), startProjector(address)]);
    clients = apis.map(({ url, operatorKey }) => new Client(url, operatorKey)) as [Client, Client];
    log = EventLog.connect(node.address);
    database = ReadDatabase.open(address.databaseUrl, { poolSize: 2 });
    for (const [n, shipmentId] of world.shipmentIds.entries()) {
      const identifiers = [{ scheme: 'tracking-number', value: `dhl/${shipmentId}` }];
      const registration = { shipmentId, identifiers, origin: place, destination: place };
      await clients[n % 2]?.insist('POST', '/v1/shipments', registration);
    }
    const at = new Date(world.start - 60_000).toISOString();
    for (const id of world.aboard['TRUCK-REAL'] ?? [])
      await clients[1].insist('POST', `/v1/shipments/${id}/load`, { unit: 'vehicle:TRUCK-REAL', at });
  });
  afterAll(async () => {
    await Promise.all([...(apis ?? []), ...(projectors ?? [])].map((process) => process.kill()));
    await database?.close();
    await log?.close();
    await node?.stop();
  });

  const deliver = async (client: Client, reports: readonly Sent[]): Promise<void> => {
    for (let n = 0; n < reports.length; n += PACKET) {
      const body = reports.slice(n, n + PACKET).map(({ event }) => event);
      await client.insist('POST', '/v1/events', body, 'application/cloudevents-batch+json');
    }
  };

  it('stores once what two APIs take in at once while the server is killed, and shows it', async () => {
    const reports = traffic(REPORTS, world, new Chance(20));
    const killed = sleep(150).then(() => node.restart());
    await Promise.all([...clients.map((client) => deliver(client, reports)), killed]);
    await cameToRest(database, log);
    const acknowledged = reports.flatMap(({ event, streams }) => streams.map((stream) => keyOf(stream, event.source, event.id)));
    expect(notOnce(acknowledged, copiesOf(await readStored(log)))).toEqual([]);
  });

  it('follows a burst that came while a projector stood still, and rows are those of a rebuild', async () => {
    const [first] = projectors as [RunningProjector];
    first.signal('SIGSTOP');
    const burst = traffic(400, world, new Chance(21), REPORTS);
    const body = burst.map(({ event }) => event);
    await clients[0].insist('POST', '/v1/events', body, 'application/cloudevents-batch+json');
    first.signal('SIGCONT');
    await cameToRest(database, log);
    const builds = new Builds(apis[0] as RunningApi);
    const verify = async (name: string) => {
      const verified = await builds.reaches(await builds.request({ purpose: 'verify' }, name), 'done');
      expect([name, verified.comparison]).toMatchObject([name, { equal: true }]);
    };
    await Promise.all([SHIPMENTS, IDENTIFIERS, EXCEPTIONS, GEOFENCES].map(verify));
  });

  it('honours a key at the API that has not heard of it yet, and answers what was written', async () => {
    for (let n = 0; n < 10; n += 1) {
      const made = { name: `late ${n}`, role: 'integration', sourcePrefix: 'urn:x:' };
      const { key } = await (clients[n % 2] as Client).insist('POST', '/v1/api-keys', made);
      const guest = new Client((clients[(n + 1) % 2] as Client).url, String(key));
      let { status } = await guest.call('GET', '/v1/shipments');
      // A busy machine may not say in time whether it knows the key: then it asks to be sent the same again.
      while (status === 503) status = (await guest.call('GET', '/v1/shipments')).status;
      expect(status).toBe(403);
      const shipmentId = `READ-${n}`;
      const { position } = await clients[0].insist('POST', '/v1/shipments', { shipmentId, origin: place, destination: place });
      expect(await clients[1].insist('GET', `/v1/shipments/${shipmentId}?minPosition=${position}`)).toMatchObject({ shipmentId });
    }
  });
});
