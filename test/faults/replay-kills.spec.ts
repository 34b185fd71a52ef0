import { EventLog } from '@waybill/event-store';
import { type Queryable, ReadDatabase, SHIPMENTS } from '@waybill/read-model';
import { type RunningApi, startApi } from '../support/api';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import type { Answer } from '../support/http';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';
import { dumpSchema } from '../support/read-model-dump';
import { deployment, ping, registered, scan, tell } from '../support/shipment-story';
import { Builds } from './harness/builds';
import { caughtUp, compareWithRebuild, PROJECTIONS } from './harness/databases';
import { until } from './harness/waiting';

jest.setTimeout(120_000);

/**
 * Where a build is stopped in the middle of what is done in a state: by a lock of ours that a statement of the projector runs into. `live` and
 * `made` are the schemas of the live build and of the one that is made.
 */
interface Stop {
  readonly state: 'requested' | 'building' | 'comparing' | 'switching';
  readonly lock: (live: string, made: string) => string;
  /** How the statement looks that waits for it. */
  readonly waits: string;
}

const STOPS: readonly Stop[] = [
  {
    state: 'requested',
    lock: () => 'lock table waybill.lease in share row exclusive mode',
    waits: 'insert into waybill.lease%',
  },
  {
    state: 'building',
    lock: (_live, made) => `lock table ${made}.shipment in exclusive mode`,
    waits: '%_v%.shipment %',
  },
  {
    state: 'comparing',
    lock: (live) => `lock table ${live}.shipment in access exclusive mode`,
    waits: 'declare sums %',
  },
  {
    state: 'switching',
    lock: () => 'lock table waybill.processor in share mode',
    waits: 'update waybill.processor set live_version%',
  },
];

let postgres: TestPostgres;
let node: RunningEventNode;
let log: EventLog;
let api: RunningApi;
let builds: Builds;
let database: ReadDatabase;
let position: bigint;
const projectors: RunningProjector[] = [];

const start = async (): Promise<RunningProjector> => {
  const projector = await startProjector({ eventStoreUrl: node.address, databaseUrl: postgres.url, processors: PROJECTIONS });
  projectors.push(projector);
  return projector;
};

const killAll = () => Promise.all(projectors.splice(0).map((projector) => projector.kill()));

const story = () =>
  Array.from({ length: 20 }, (_, i) => `SHP-${i}`).flatMap((shipmentId) => [
    registered(shipmentId),
    ...Array.from({ length: 100 }, (_, at) => ping({ shipmentId, at, latitude: 50 + at / 1000, longitude: 10 })),
    scan({ shipmentId, at: 101, milestone: 'ARRIVED_AT_HUB' }),
  ]);

/** Which build counts, by everything that says so. */
async function live(): Promise<{ version: number; schema: string }> {
  const rows = await database.query<{ version: number; schema: string; live_version: number }>(
    `select b.version, p.schema, p.live_version from waybill.build b join waybill.processor p on p.name = b.processor
     where b.processor = $1 and b.state = 'live'`,
    [SHIPMENTS],
  );
  expect(rows).toEqual([{ version: rows[0]?.version, live_version: rows[0]?.version, schema: `shipments_v${rows[0]?.version}` }]);
  return rows[0] as { version: number; schema: string };
}

const exists = async (schema: string): Promise<boolean> =>
  (await database.query('select from information_schema.tables where table_schema = $1', [schema])).length > 0;

const isWaiting = async (statement: string): Promise<boolean> =>
  (
    await database.query(
      `select from pg_stat_activity where wait_event_type = 'Lock' and application_name like 'waybill-projector%' and query ilike $1`,
      [statement],
    )
  ).length > 0;

/** Has a lock held while something is done. */
const holding = <T>(lock: string, work: () => Promise<T>): Promise<T> =>
  database.transaction(async (tx: Queryable) => {
    await tx.query(`set local idle_in_transaction_session_timeout = '1min'`);
    await tx.query(lock);
    return work();
  });

const versionOf = ({ body }: Answer): number => body.version;

beforeAll(async () => {
  [node, postgres] = await Promise.all([startEventNode(), startPostgres()]);
  log = EventLog.connect(node.address);
  await tell(log, [deployment('11111111-1111-4111-8111-111111111111')]);
  position = await tell(log, story());
  database = ReadDatabase.open(postgres.url, { poolSize: 3, statementTimeoutMs: 20_000 });
  [api] = await Promise.all([startApi({ eventStoreUrl: node.address, databaseUrl: postgres.url }), start()]);
  builds = new Builds(api);
  await caughtUp(database, position);
});
afterAll(async () => {
  await killAll();
  await api?.kill();
  await database?.close();
  await log?.close();
  await Promise.all([node?.stop(), postgres?.stop()]);
});

it.each(STOPS)('goes on after kill -9 in the middle of $state, and nothing was half-switched', async ({ state, lock, waits }) => {
  const before = await live();
  const rows = await dumpSchema(database, before.schema);
  const made = `shipments_v${before.version + 1}`;
  const stopAndKill = async () => {
    await until(`the projector waits in ${state}`, () => isWaiting(waits));
    await killAll();
  };
  let requested: Answer;
  if (state === 'building') {
    requested = await builds.request();
    await until('the tables are made', () => exists(made), { everyMs: 2 });
    await holding(lock(before.schema, made), stopAndKill);
  } else {
    requested = await holding(lock(before.schema, made), async () => {
      const answer = await builds.request();
      await stopAndKill();
      return answer;
    });
  }
  expect(versionOf(requested)).toBe(before.version + 1);
  expect((await builds.send(requested.headers.get('location') as string)).body.state).toBe(state);
  expect(await live()).toEqual(before);
  expect((await builds.send('/v1/shipments/SHP-3')).status).toBe(200);
  await start();
  const { comparison } = await builds.reaches(requested, 'live');
  expect(comparison).toMatchObject({ equal: true, skipped: [] });
  expect((await live()).schema).toBe(made);
  expect(await dumpSchema(database, made)).toEqual(rows);
});

it('is shared with a process that joins, and outlives the one that had begun it', async () => {
  const owners = async (version: number): Promise<number> =>
    (
      await database.query(`select from waybill.lease where processor = $1 and version = $2 and expires > now() group by owner`, [
        SHIPMENTS,
        version,
      ])
    ).length;
  const before = await live();
  const requested = await builds.request();
  const version = versionOf(requested);
  await until('the tables are made', () => exists(`shipments_v${version}`), { everyMs: 2 });
  await holding(`select from waybill.build where processor = 'shipments' and version = ${version} for update`, async () => {
    await start();
    await until('the build is shared', async () => (await owners(version)) === 2);
    const [first] = projectors.splice(0, 1) as [RunningProjector];
    await first.kill();
  });
  expect(await live()).toEqual(before);
  const { comparison } = await builds.reaches(requested, 'live');
  expect(comparison).toMatchObject({ equal: true });
});

it('is cancelled by Ctrl-C, which says so', async () => {
  await killAll();
  const before = await live();
  const { code, output } = await builds.command(['replay', SHIPMENTS], 'Waiting for a projector');
  expect({ code, output }).toMatchObject({ code: 130, output: expect.stringMatching(/Cancelling build \d+ of shipments; reads go on/) });
  const { items } = (await builds.send('/v1/processors/shipments/builds')).body;
  expect(items[0]).toMatchObject({ state: 'cancelled', note: 'Cancelled by an operator.' });
  expect(await live()).toEqual(before);
});

it('has led to the rows of a clean rebuild, and goes on with what comes', async () => {
  await start();
  position = await tell(
    log,
    Array.from({ length: 20 }, (_, i) => scan({ shipmentId: `SHP-${i}`, at: 102, milestone: 'DEPARTED_HUB' })),
  );
  expect((await compareWithRebuild(node.address, postgres.url, position)).differences).toEqual([]);
});
