import { EventLog } from '@waybill/event-store';
import { IDENTIFIERS, LiveReadModels, ReadDatabase, SHIPMENTS, SUMMARY_READ_MODELS } from '@waybill/read-model';
import { type RunningApi, startApi } from '../support/api';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import type { Send } from '../support/http';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';
import { deployment, ping, registered, type StoryEvent, scan, tell } from '../support/shipment-story';
import { Builds } from './harness/builds';
import { until } from './harness/waiting';

jest.setTimeout(120_000);

const ALL = [...SUMMARY_READ_MODELS, IDENTIFIERS];
const DROP_AFTER_MS = 300;

let postgres: TestPostgres;
let node: RunningEventNode;
let log: EventLog;
let api: RunningApi;
let builds: Builds;
let operator: Send;
let database: ReadDatabase;
let reads: LiveReadModels;
const projectors: RunningProjector[] = [];
let told = 0;

const start = async (): Promise<RunningProjector> => {
  const options = { eventStoreUrl: node.address, databaseUrl: postgres.url, processors: ALL, dropAfterMs: DROP_AFTER_MS };
  const projector = await startProjector(options);
  projectors.push(projector);
  return projector;
};

/** More of the story: each chapter has pings and a scan of every shipment. */
function chapter(shipments = 20): StoryEvent[] {
  const number = told++;
  return Array.from({ length: shipments }, (_, i) => `SHP-${i}`).flatMap((shipmentId) => [
    ...(number === 0 ? [registered(shipmentId)] : []),
    ...[0, 1, 2, 3].map((k) => ping({ shipmentId, at: number * 10 + k, latitude: 50 + k / 100, longitude: 10 })),
    scan({ shipmentId, at: number * 10 + 5, milestone: number % 2 ? 'DEPARTED_HUB' : 'ARRIVED_AT_HUB' }),
  ]);
}

const passed = async (position: bigint): Promise<void> => {
  const ok = await reads.waitFor({ position, processors: ALL, timeoutMs: 60_000 });
  if (!ok) throw new Error(`Not reached. ${projectors.map((projector) => projector.output()).join('\n')}`);
};

const schemas = async (): Promise<string[]> =>
  (await database.query<{ name: string }>(`select nspname as name from pg_namespace where nspname like 'shipments_v%' order by 1`)).map(
    ({ name }) => name,
  );

beforeAll(async () => {
  [node, postgres] = await Promise.all([startEventNode(), startPostgres()]);
  log = EventLog.connect(node.address);
  await tell(log, [deployment('11111111-1111-4111-8111-111111111111')]);
  database = ReadDatabase.open(postgres.url, { poolSize: 3, statementTimeoutMs: 20_000 });
  reads = new LiveReadModels(database);
  [api] = await Promise.all([startApi({ eventStoreUrl: node.address, databaseUrl: postgres.url }), start()]);
  builds = new Builds(api);
  operator = builds.send;
});
afterAll(async () => {
  await Promise.all(projectors.map((projector) => projector.kill()));
  await api?.kill();
  await database?.close();
  await log?.close();
  await Promise.all([node?.stop(), postgres?.stop()]);
});

it('is switched to while queries run and events arrive, and no query fails or goes back', async () => {
  await passed(await tell(log, chapter()));
  let isOver = false;
  let asOf = 0n;
  const ask = async (): Promise<number> => {
    let asked = 0;
    for (; !isOver; asked += 1) {
      const answer = await operator(asked % 2 ? '/v1/shipments/SHP-3' : '/v1/shipments?limit=200');
      expect(answer.status).toBe(200);
      if (asked % 2 === 0) expect(answer.body.items).toHaveLength(20);
      expect(BigInt(answer.body.asOfPosition)).toBeGreaterThanOrEqual(asOf);
      asOf = BigInt(answer.body.asOfPosition);
    }
    return asked;
  };
  const write = async (): Promise<void> => {
    while (!isOver) await tell(log, chapter());
  };
  const busy = Promise.all([ask(), write()]);
  const requested = await builds.request();
  expect(await builds.request()).toMatchObject({ status: 409, body: { type: expect.stringContaining('build-under-way') } });
  const build = await builds.reaches(requested, 'live');
  expect(build).toMatchObject({ schema: 'shipments_v2', purpose: 'replay', comparison: { equal: true, differing: 0, skipped: [] } });
  await until('the old tables are dropped', async () => !(await schemas()).includes('shipments_v1'));
  isOver = true;
  expect((await busy)[0]).toBeGreaterThan(10);
  const position = await tell(log, chapter());
  const { body } = await operator(`/v1/shipments/SHP-3?minPosition=${position}`);
  expect(body.revision).toBe(told * 5);
});

it('finds and names a planted wrong row, and puts it right', async () => {
  await passed(await tell(log, chapter()));
  const [{ schema }] = (await database.query<{ schema: string }>(`select schema from waybill.processor where name = 'shipments'`)) as [
    { schema: string },
  ];
  const first = await builds.reaches(await builds.request({ purpose: 'verify' }), 'done');
  const second = await builds.reaches(await builds.request({ purpose: 'verify' }), 'done');
  for (const { comparison } of [first, second]) expect(comparison).toMatchObject({ equal: true, live: first.comparison.rebuilt });
  await database.query(`update ${schema}.shipment set carrier = 'planted' where shipment_id = 'SHP-7'`);
  await database.query(`alter table ${schema}.retraction add column planted text`);
  const verified = await builds.command(['verify', SHIPMENTS]);
  expect(verified).toMatchObject({ code: 1, output: expect.stringContaining('shipment SHP-7\n  only live:    {"carrier":"planted"}\n') });
  expect(verified.output).toContain('  only rebuilt: {"carrier":null}\n');
  expect(verified.output).toContain('retraction: not compared, ');
  expect(await builds.command(['replay', SHIPMENTS])).toMatchObject({
    code: 0,
    output: expect.stringMatching(/1 keys differ[\s\S]* is live\.\n$/),
  });
  expect(await builds.command(['verify', SHIPMENTS])).toMatchObject({ code: 0, output: expect.stringContaining('Equal: ') });
  expect((await operator('/v1/shipments/SHP-7')).body.carrier).toBeNull();
});

it('keeps what had been appended by a moment in a schema of its own, until that is removed', async () => {
  const position = await tell(log, chapter());
  const moment = new Date().toISOString();
  await tell(log, chapter());
  const build = await builds.reaches(await builds.request({ until: moment }), 'done');
  expect(build.untilPosition).toBe(String(position));
  const [count] = await database.query<{ count: string }>(
    `select count(*) from ${build.schema}.timeline_entry where shipment_id = 'SHP-1'`,
  );
  expect(Number(count?.count)).toBe(told);
  expect((await operator(`/v1/processors/shipments/builds/${build.version}`, { method: 'DELETE' })).status).toBe(200);
  await until('the tables are dropped', async () => !(await schemas()).includes(build.schema));
});

it('can be cancelled, and refuses what makes no sense', async () => {
  const requested = await builds.request();
  const { body } = await operator(requested.headers.get('location') as string, { method: 'DELETE' });
  expect(body.state).toBe('cancelled');
  await until('the tables are dropped', async () => !(await schemas()).includes(`shipments_v${body.version}`));
  expect(await builds.request({}, 'nobody')).toMatchObject({ status: 404 });
  expect(await builds.request({ until: '2199-01-01T00:00:00Z' })).toMatchObject({ status: 400 });
  expect(await builds.request({}, 'attribution')).toMatchObject({
    status: 409,
    body: { type: expect.stringContaining('reactor-is-healthy') },
  });
  const { items } = (await operator('/v1/processors/shipments/builds')).body;
  const live = items.find(({ state }: { state: string }) => state === 'live').version;
  expect(await operator(`/v1/processors/shipments/builds/${live}`, { method: 'DELETE' })).toMatchObject({ status: 409 });
});

it('fails with the name of an event that it cannot handle, and leaves the live one as it is', async () => {
  const poison = ping({ shipmentId: 'SHP-2', at: 9_000, latitude: 50, longitude: 10 });
  const broken = { ...poison, event: { ...poison.event, data: { latitude: 'north', longitude: 10 } } } as unknown as StoryEvent;
  await passed(await tell(log, [broken]));
  const build = await builds.reaches(await builds.request(), 'failed');
  expect(build.note).toContain(poison.event.eventId);
  expect((await operator('/v1/shipments/SHP-2')).status).toBe(200);
});
