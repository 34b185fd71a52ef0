import { EventLog } from '@waybill/event-store';
import { IDENTIFIERS, ReadDatabase, ReadModels, SHIPMENTS } from '@waybill/read-model';
import { type RunningApi, startApi } from '../support/api';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { type Answer, httpClient, type Send } from '../support/http';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';
import { deployment, ping, registered, type StoryEvent, scan, tell } from '../support/shipment-story';

jest.setTimeout(120_000);

const BOTH = [SHIPMENTS, IDENTIFIERS];
const DROP_AFTER_MS = 300;

let postgres: TestPostgres;
let node: RunningEventNode;
let log: EventLog;
let api: RunningApi;
let operator: Send;
let database: ReadDatabase;
let reads: ReadModels;
const projectors: RunningProjector[] = [];
let told = 0;

const start = async (): Promise<RunningProjector> => {
  const options = { eventStoreUrl: node.address, databaseUrl: postgres.url, processors: BOTH, dropAfterMs: DROP_AFTER_MS };
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

async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const passed = async (position: bigint): Promise<void> => {
  const ok = await reads.waitFor({ position, processors: BOTH, timeoutMs: 60_000 });
  if (!ok) throw new Error(`Not reached. ${projectors.map((projector) => projector.output()).join('\n')}`);
};

const replay = (body: object = {}, name = SHIPMENTS): Promise<Answer> => operator(`/v1/processors/${name}/replay`, { body });

/** Waits until a build has one of these states. */
async function reaches(requested: Answer, ...states: string[]): Promise<Answer['body']> {
  expect(requested).toMatchObject({ status: 202 });
  return until(async () => {
    const { body } = await operator(requested.headers.get('location') as string);
    if (body.state === 'failed' && !states.includes('failed')) throw new Error(body.note);
    return states.includes(body.state) && body;
  });
}

const schemas = async (): Promise<string[]> =>
  (await database.query<{ name: string }>(`select nspname as name from pg_namespace where nspname like 'shipments_v%' order by 1`)).map(
    ({ name }) => name,
  );

beforeAll(async () => {
  [node, postgres] = await Promise.all([startEventNode(), startPostgres()]);
  log = EventLog.connect(node.address);
  await tell(log, [deployment('11111111-1111-4111-8111-111111111111')]);
  database = ReadDatabase.open(postgres.url, { poolSize: 3, statementTimeoutMs: 20_000 });
  reads = new ReadModels(database);
  [api] = await Promise.all([startApi({ eventStoreUrl: node.address, databaseUrl: postgres.url }), start()]);
  operator = httpClient(api.url, api.operatorKey);
});
afterAll(async () => {
  await Promise.all(projectors.map((projector) => projector.kill()));
  await api?.kill();
  await database?.close();
  await log?.close();
  await Promise.all([node?.stop(), postgres?.stop()]);
});

it('is switched to while queries run and events arrive, and nobody notices', async () => {
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
  const requested = await replay();
  expect(await replay()).toMatchObject({ status: 409, body: { type: expect.stringContaining('build-under-way') } });
  const build = await reaches(requested, 'live');
  expect(build).toMatchObject({ schema: 'shipments_v2', purpose: 'replay', comparison: { equal: true, differing: 0, skipped: [] } });
  await until(async () => !(await schemas()).includes('shipments_v1'));
  isOver = true;
  expect((await busy)[0]).toBeGreaterThan(10);
  const position = await tell(log, chapter());
  const { body } = await operator(`/v1/shipments/SHP-3?minPosition=${position}`);
  expect(body.revision).toBe(told * 5);
});
