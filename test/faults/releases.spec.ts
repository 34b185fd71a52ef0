import { EventLog } from '@waybill/event-store';
import { EXCEPTIONS, GEOFENCES, IDENTIFIERS, ReadDatabase, SHIPMENTS } from '@waybill/read-model';
import { projections } from '../../apps/projector/src/projections';
import { reactors } from '../../apps/projector/src/reactors';
import { type RunningApi, startApi } from '../support/api';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';
import { makeRelease, type Release, removeRelease } from '../support/release';
import { storeClient } from '../support/store-client';
import { copiesOf, keyOf, notOnce, readStored } from './checkers/once';
import { Client } from './client';
import { Builds } from './harness/builds';
import { cameToRest } from './harness/databases';
import { until } from './harness/waiting';

jest.setTimeout(180_000);

/**
 * Two releases on one log and one database, forwards and back (docs/adr/0028). The older one knows no arrivals of vehicles, so its definitions are
 * older where those are of concern. The newer one takes in a report that this one does not know, and has a column more in a table.
 */
const ARRIVED = 'dev.waybill.vehicle-arrived.v1';
const OPENED = 'dev.waybill.container-opened.v1';
const SCANNED = 'dev.waybill.item-scanned.v1';
const OLDER = { [SHIPMENTS]: -1, [IDENTIFIERS]: -1, attribution: -1, detection: -1, eta: -1 };
/** Whatever wants all reports reads the additional one, too. */
const NEWER = { [GEOFENCES]: 1, [IDENTIFIERS]: 1, attribution: 1, detection: 1, eta: 1 };
const SOURCE = 'https://carrier.example/';
const place = { latitude: 50, longitude: 8 };
const start = Date.now() - 3_600_000;

interface Running {
  readonly api: RunningApi;
  readonly projector: RunningProjector;
  readonly client: Client;
}

let node: RunningEventNode;
let postgres: TestPostgres;
let log: EventLog;
let database: ReadDatabase;
let releases: Readonly<Record<'older' | 'newer', Release>>;
let older: Running;
let full: Running;
let newer: Running;
const all: Running[] = [];
const acknowledged: string[] = [];
let reported = 0;

async function run(release?: Release): Promise<Running> {
  const address = { eventStoreUrl: node.address, databaseUrl: postgres.url };
  const [api, projector] = await Promise.all([
    startApi(address, release?.api),
    startProjector({ ...address, script: release?.projector, dropAfterMs: 300, goBackAfterMs: 500 }),
  ]);
  const running = { api, projector, client: new Client(api.url, api.operatorKey) };
  all.push(running);
  return running;
}

const end = ({ api, projector }: Running) => Promise.all([api.kill(), projector.stop()]);

/** Takes a report in, about a shipment unless told, and notes where it must stand once. */
async function report({ client }: Running, type: string, subject = 'shipment:SIDE-0', streams = ['shipment-SIDE-0']): Promise<void> {
  const n = reported++;
  const data = type === ARRIVED ? { stop: 'MUC-1' } : type.includes('position') ? place : { milestone: 'ARRIVED_AT_HUB' };
  const time = new Date(start + n * 1_000).toISOString();
  const event = { specversion: '1.0', id: `r${n}`, source: SOURCE, type, subject, time, data };
  await client.insist('POST', '/v1/events', event, 'application/cloudevents+json');
  acknowledged.push(...streams.map((stream) => keyOf(stream, SOURCE, event.id)));
}

/** Reports and commands go on at both of two releases until something has come about. */
async function meanwhile(running: readonly Running[], what: string, holds: () => Promise<boolean>): Promise<void> {
  let isOver = false;
  const traffic = running.map(async (one, turn) => {
    for (let n = 0; !isOver; n += 1) {
      await report(one, 'dev.waybill.position-reported.v1', 'vehicle:TRUCK-SIDE', ['identifier-vehicle~TRUCK-SIDE', 'shipment-SIDE-0']);
      await report(one, SCANNED);
      if (n % 5 === 0) {
        const registration = { shipmentId: `MORE-${reported}-${turn}`, origin: place, destination: place };
        await one.client.insist('POST', '/v1/shipments', registration);
      }
    }
  });
  await until(what, holds).finally(() => {
    isOver = true;
  });
  await Promise.all(traffic);
}

const own = Object.fromEntries([...projections, ...reactors].map(({ name, version }) => [name, version]));
const changed = (by: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(own).map(([name, version]) => [name, version + (by[name] ?? 0)]));

/** True when the live builds are by these versions of the definitions. */
async function live(definitions: Readonly<Record<string, number>>): Promise<boolean> {
  const rows = await database.query<{ processor: string; definition: number }>(
    `select processor, definition from waybill.build where state = 'live'`,
  );
  return (
    rows.length === Object.keys(definitions).length && rows.every(({ processor, definition: found }) => definitions[processor] === found)
  );
}

/** Live rows are those of a rebuild by the release that is asked, and all that was acknowledged stands once. */
async function expectEqual({ api }: Running): Promise<void> {
  await cameToRest(database, log);
  const builds = new Builds(api);
  const verify = async (name: string) => {
    const verified = await builds.reaches(await builds.request({ purpose: 'verify' }, name), 'done');
    expect([name, verified.comparison]).toMatchObject([name, { equal: true }]);
  };
  await Promise.all([SHIPMENTS, IDENTIFIERS, EXCEPTIONS, GEOFENCES].map(verify));
  expect(notOnce(acknowledged, copiesOf(await readStored(log)))).toEqual([]);
}

async function expectSameAnswers(one: Running, other: Running): Promise<void> {
  for (const path of ['/v1/shipments/SIDE-0', '/v1/shipments/SIDE-1', '/v1/shipments?limit=200', '/v1/geofences', '/v1/exceptions']) {
    const [a, b] = await Promise.all([one, other].map(({ client }) => client.insist('GET', path)));
    expect([path, a]).toEqual([path, b]);
  }
}

beforeAll(async () => {
  releases = {
    older: makeRelease('older', { lacks: ARRIVED, definitions: OLDER }),
    newer: makeRelease('newer', {
      adds: { type: OPENED, like: SCANNED },
      definitions: NEWER,
      column: { processor: GEOFENCES, table: 'geofence' },
    }),
  };
  [node, postgres] = await Promise.all([startEventNode(), startPostgres()]);
  log = EventLog.connect(node.address);
  database = ReadDatabase.open(postgres.url, { poolSize: 3 });
  older = await run(releases.older);
  for (const shipmentId of ['SIDE-0', 'SIDE-1'])
    await older.client.insist('POST', '/v1/shipments', { shipmentId, origin: place, destination: place });
  const at = new Date(start - 60_000).toISOString();
  await older.client.insist('POST', '/v1/shipments/SIDE-0/load', { unit: 'vehicle:TRUCK-SIDE', at });
  const geometry = { type: 'Circle', centre: place, radiusMetres: 5_000 };
  await older.client.insist('POST', '/v1/geofences', { name: 'Yard', geometry, rule: 'inform' });
});
afterAll(async () => {
  for (const { api, projector } of all) await Promise.all([api.kill(), projector.kill()]);
  await database?.close();
  await log?.close();
  await Promise.all([node?.stop(), postgres?.stop()]);
  for (const release of Object.values(releases ?? {})) removeRelease(release);
});

describe('a release beside an older one', () => {
  it('takes over where its definitions are newer, while both take reports and commands', async () => {
    await meanwhile([older], 'the older one runs', () => live(changed(OLDER)));
    full = await run();
    await meanwhile([older, full], 'the definitions are those of this release', () => live(own));
    await expect(older.client.insist('POST', '/v1/events', [{ type: ARRIVED }], 'application/cloudevents-batch+json')).rejects.toThrow(
      ': 400 ',
    );
    for (const subject of ['shipment:SIDE-0', 'shipment:SIDE-1']) await report(full, ARRIVED, subject, [subject.replace(':', '-')]);
    await report(full, ARRIVED, 'vehicle:TRUCK-SIDE', ['identifier-vehicle~TRUCK-SIDE', 'shipment-SIDE-0']);
    // Behind an event that it does not know, the older one goes on writing to the same stream.
    for (let n = 0; n < 3; n += 1) await report(older, SCANNED);
    await expectEqual(full);
    await expectSameAnswers(full, older);
  });

  it('is gone back from: the older one rebuilds by its own definitions, and goes on', async () => {
    await end(full);
    await meanwhile([older], 'the definitions are the older ones again', () => live(changed(OLDER)));
    await older.client.insist('POST', '/v1/shipments/SIDE-1/deliver', {});
    await expectEqual(older);
  });

  it('takes over again', async () => {
    full = await run();
    await meanwhile([older, full], 'the definitions are those of this release', () => live(own));
    await end(older);
  });
});

describe('a release beside a newer one', () => {
  it('passes over what only that one knows, and answers from its tables', async () => {
    newer = await run(releases.newer);
    await meanwhile([full, newer], 'the tables are the newer ones', () => live(changed(NEWER)));
    // This release's reader passes over them, too: they are looked for by the store's own client.
    await report(newer, OPENED, 'shipment:SIDE-0', []);
    await report(newer, OPENED, 'vehicle:TRUCK-SIDE', []);
    for (let n = 0; n < 3; n += 1) await report(full, SCANNED);
    await expectEqual(newer);
    await expectSameAnswers(full, newer);
    expect(await countInStore(OPENED)).toBe(3);
    expect(await database.query(`select of_a_release from ${await liveSchema()}.geofence`)).toHaveLength(1);
  });

  it('goes on alone after a rollback', async () => {
    await end(newer);
    await meanwhile([full], 'the tables are those of this release', () => live(own));
    await expectEqual(full);
    expect((await full.client.insist('GET', '/v1/geofences')).items).toHaveLength(1);
  });
});

async function countInStore(type: string): Promise<number> {
  const client = storeClient(node.address);
  let count = 0;
  for await (const { event } of client.readAll()) if (event?.type === type) count += 1;
  await client.dispose();
  return count;
}

async function liveSchema(): Promise<string> {
  const [row] = await database.query<{ schema: string }>('select schema from waybill.processor where name = $1', [GEOFENCES]);
  return String(row?.schema);
}
