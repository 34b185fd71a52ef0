import { EventLog } from '@waybill/event-store';
import { identifierStream } from '@waybill/events';
import { createLogger, createMetrics, systemClock } from '@waybill/platform';
import {
  type ActiveBuild,
  activeBuilds,
  advance,
  BuildDesk,
  controlBuild,
  dueKeys,
  Fenced,
  goBackTo,
  IDENTIFIERS,
  Leases,
  moveBuild,
  prepareBuild,
  type Queryable,
  ReadDatabase,
  registerProcessor,
  setDeadlines,
  switchTo,
} from '@waybill/read-model';
import { identifiers } from '../../apps/projector/src/projections/identifiers';
import { Projector } from '../../apps/projector/src/projector';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';
import { deployment, ping, type StoryEvent, tell } from '../support/shipment-story';
import { caughtUp } from './harness/databases';
import { until } from './harness/waiting';

jest.setTimeout(120_000);

const ONLY = [IDENTIFIERS];
const NEWER = { ...identifiers, version: identifiers.version + 1 };
let postgres: TestPostgres;
let node: RunningEventNode;
let log: EventLog;
let database: ReadDatabase;
let older: RunningProjector;
let newer: Projector;

const reports = (from: number): StoryEvent[] =>
  Array.from({ length: 20 }, (_, i) => {
    const [at, vehicle] = [from + i, `TRUCK-${i}`];
    const stream = identifierStream({ scheme: 'vehicle', value: vehicle });
    return ping({ shipmentId: '', at, latitude: 50, longitude: 10, subject: `vehicle:${vehicle}`, stream });
  });

const live = async () =>
  (
    await database.query<{ version: number; definition: number; note: string | null }>(
      `select version, definition, note, (comparison->'equal')::boolean as equal from waybill.build where processor = $1 and state = 'live'`,
      [IDENTIFIERS],
    )
  )[0];

beforeAll(async () => {
  [node, postgres] = await Promise.all([startEventNode(), startPostgres()]);
  log = EventLog.connect(node.address);
  database = ReadDatabase.open(postgres.url, { poolSize: 8, statementTimeoutMs: 20_000 });
  await tell(log, [deployment('11111111-1111-4111-8111-111111111111')]);
  older = await startProjector({ eventStoreUrl: node.address, databaseUrl: postgres.url, processors: ONLY });
  const definitions = [NEWER];
  newer = new Projector({
    ...{
      eventLog: log,
      database,
      patient: database,
      clock: systemClock,
      known: definitions,
      chosen: definitions,
      dropAfterMs: 300,
      goBackAfterMs: 300,
    },
    logger: createLogger({ service: 'projector', level: 'error' }),
    metrics: createMetrics('projector'),
  });
});
afterAll(async () => {
  await newer?.stop();
  await older?.kill();
  await database?.close();
  await log?.close();
  await Promise.all([node?.stop(), postgres?.stop()]);
});

it('are built by themselves beside the older ones, which an older process keeps up to date until the switch', async () => {
  await caughtUp(database, await tell(log, reports(0)), ONLY);
  // As the newer process does first; so what it builds can be held before it runs, and no other process could build it.
  await registerProcessor(database, { name: IDENTIFIERS, kind: NEWER.kind, definition: NEWER.version, tables: NEWER.tables });
  const held = `select state from waybill.build where processor = $1 and version = 2 for update`;
  await database.transaction(async (tx: Queryable) => {
    await tx.query(`set local idle_in_transaction_session_timeout = '1min'`);
    expect(await tx.query(held, [IDENTIFIERS])).toEqual([{ state: 'requested' }]);
    await newer.start();
    expect(await live()).toMatchObject({ version: 1, definition: identifiers.version });
    // An older process that starts again leaves alone what the newer one is making.
    await registerProcessor(database, {
      name: IDENTIFIERS,
      kind: identifiers.kind,
      definition: identifiers.version,
      tables: identifiers.tables,
    });
    await caughtUp(database, await tell(log, reports(100)), ONLY);
  });
  await until('the newer definition is live', async () => (await live())?.version === 2);
  expect(await live()).toEqual({ version: 2, definition: identifiers.version + 1, note: 'The definition was changed.', equal: true });
  await caughtUp(database, await tell(log, reports(200)), ONLY);
  expect(await database.query('select from identifiers_v2.report')).toHaveLength(60);
});

describe('while a build is switched to', () => {
  const of = { kind: 'projection' as const, tables: identifiers.tables };
  const by = { owner: 'the one who switches', ttlMs: 60_000 };
  const underWayOf = async (name: string) => (await activeBuilds(database)).find((build) => build.name === name && build.state !== 'live');
  const isWaiting = async () => (await database.query('select from pg_locks where not granted')).length > 0;

  /** Switches to the build that is requested of a processor, and answers what came of some work that is begun meanwhile. */
  async function switching<T>(name: string, meanwhile: () => Promise<T>): Promise<T | undefined> {
    const requested = (await underWayOf(name)) as ActiveBuild;
    await controlBuild(database, requested, by);
    await prepareBuild(database, requested, by, of.tables);
    await moveBuild(database, { ...requested, state: 'building' }, by, { to: 'switching' });
    let other: Promise<T> | undefined;
    const hasCaughtUp = async () => {
      let isOver = false;
      other = meanwhile().finally(() => {
        isOver = true;
      });
      await until('another one looks', async () => isOver || (await isWaiting()));
      return true;
    };
    const how = { dropAfterMs: 60_000, hasTables: true, hasCaughtUp };
    expect(await switchTo(database, { ...requested, state: 'switching' }, by, how)).toBe(true);
    return other;
  }

  it('a definition is gone back from once: who looks while that is done finds it done', async () => {
    const returner = { ...of, name: 'returner' };
    await registerProcessor(database, { ...returner, definition: 2 });
    expect(await goBackTo(database, { ...returner, definition: 1 })).toBe(true);
    expect(await switching(returner.name, () => goBackTo(database, { ...returner, definition: 1 }))).toBe(false);
    expect(await underWayOf(returner.name)).toBeUndefined();
  });

  it('a replay that is asked for is one by the definition that is switched to', async () => {
    const replayed = { ...of, name: 'replayed' };
    await registerProcessor(database, { ...replayed, definition: 1 });
    await registerProcessor(database, { ...replayed, definition: 2 });
    const request = () => new BuildDesk(database).request(replayed.name, { purpose: 'replay' });
    expect(await switching(replayed.name, request)).toEqual({ version: 3 });
    expect(await underWayOf(replayed.name)).toMatchObject({ version: 3, definition: 2 });
  });
});

it('let a reactor look again at once at everything that it has kept a time for', async () => {
  const watcher = { name: 'watcher', kind: 'reactor' as const, definition: 1 };
  const build = { name: 'watcher', version: 1 };
  const due = () => dueKeys(database, build, [0, 1], 1, 10);
  await registerProcessor(database, watcher);
  await setDeadlines(database, build, [
    { partition: 0, key: 'SHP-1', due: 9_000_000_000_000 },
    { partition: 1, key: 'SHP-2', due: 9_000_000_000_000 },
  ]);
  await registerProcessor(database, watcher);
  expect(await due()).toEqual([]);
  await registerProcessor(database, { ...watcher, definition: 2 });
  expect((await due()).map(({ key }) => key).sort()).toEqual(['SHP-1', 'SHP-2']);
});

it('take a reactor from processes with older ones at once: these commit nothing any more, and get nothing back', async () => {
  const keeper = { name: 'keeper', kind: 'reactor' as const, definition: 1 };
  const build = { name: 'keeper', version: 1 };
  const leasesOf = (definition: number) => new Leases(database, { ...build, definition }, `with definition ${definition}`, 60_000);
  const [older, newer] = [leasesOf(1), leasesOf(2)];
  await registerProcessor(database, keeper);
  expect(await newer.acquire(16)).toEqual([]);
  const before = await older.acquire(16);
  expect(before).toMatchObject([{ first: 0, last: 15 }]);
  await registerProcessor(database, { ...keeper, definition: 2 });
  const late = database.transaction((tx) => advance(tx, { build, step: { ranges: before, commit: 100n, prepare: 100n } }));
  await expect(late).rejects.toThrow(Fenced);
  expect(await older.renew({ state: 'running' })).toEqual({ held: [], free: 16 });
  expect(await older.acquire(16)).toEqual([]);
  expect(await newer.acquire(16)).toMatchObject([{ first: 0, last: 15 }]);
});
