import { migrate, QueryTimeout, ReadDatabase } from '@waybill/read-model';
import { plan } from '../acceptance/coordinator';
import { cloudEvent, STRUCTURED } from '../support/http';
import { hasPgBouncer, startPgBouncer } from '../support/pgbouncer';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { startTransactionPooler } from '../support/transaction-pooler';
import { startWaybill } from '../support/waybill';
import { Builds } from './harness/builds';
import { freshDatabase } from './harness/databases';

/** A way to Postgres, as managed Postgres offers it. */
interface Pooler {
  readonly name: string;
  readonly start: (postgres: string) => Promise<{ url: string; stop: () => Promise<unknown> }>;
  /** It loses what is prepared. */
  readonly losesStatements: boolean;
  readonly isHere: boolean;
}

const IGNORING = ['ignore_startup_parameters = statement_timeout,idle_in_transaction_session_timeout,extra_float_digits'];
const standIn = (ignoresParameters: boolean) => async (postgres: string) => {
  const { url, close } = await startTransactionPooler(postgres, { ignoresParameters });
  return { url, stop: close };
};
const POOLERS: readonly Pooler[] = [
  { name: 'transactions, parameters refused', start: standIn(false), losesStatements: true, isHere: true },
  { name: 'transactions, parameters ignored', start: standIn(true), losesStatements: true, isHere: true },
  { name: 'PgBouncer, transactions', start: (at) => startPgBouncer(at, 'transaction'), losesStatements: true, isHere: hasPgBouncer },
  {
    name: 'PgBouncer, transactions, parameters ignored',
    start: (at) => startPgBouncer(at, 'transaction', IGNORING),
    losesStatements: true,
    isHere: hasPgBouncer,
  },
  { name: 'PgBouncer, sessions', start: (at) => startPgBouncer(at, 'session'), losesStatements: false, isHere: hasPgBouncer },
  {
    name: 'PgBouncer, sessions, parameters ignored',
    start: (at) => startPgBouncer(at, 'session', IGNORING),
    losesStatements: false,
    isHere: hasPgBouncer,
  },
];
const here = POOLERS.filter(({ isHere }) => isHere);
if (!hasPgBouncer) process.stdout.write('No pgbouncer on this machine (Debian: apt install pgbouncer): only the stand-in was tried.\n');

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

const many = (database: ReadDatabase, times: number) =>
  Promise.all(Array.from({ length: times }, (_, n) => database.query<{ n: number }>('select $1::int as n', [n], 'number')));

describe.each(here)('behind a pooler: $name', ({ start, losesStatements }) => {
  let pooler: Awaited<ReturnType<Pooler['start']>>;
  const warnings: string[] = [];
  let database: ReadDatabase;
  const open = (preparedStatements: boolean) =>
    ReadDatabase.open(pooler.url, {
      poolSize: 4,
      statementTimeoutMs: 300,
      preparedStatements,
      warn: (sentence) => warnings.push(sentence),
    });
  beforeAll(async () => {
    pooler = await start(postgres.url);
    database = open(true);
  });
  afterEach(() => database.close());
  afterAll(() => pooler?.stop());

  it('is right with prepared statements, and says when they get lost', async () => {
    for (let round = 0; round < 5; round += 1) expect(await many(database, 40)).toEqual(Array.from({ length: 40 }, (_, n) => [{ n }]));
    const sum = await database.transaction(async (tx) => {
      const rows = [
        await tx.query<{ n: number }>('select $1::int as n', [3], 'number'),
        await tx.query<{ n: number }>('select 4 as n', [], 'four'),
      ];
      return rows.flat().reduce((total, { n }) => total + n, 0);
    });
    expect(sum).toBe(7);
    expect(warnings.map((sentence) => sentence.includes('DATABASE_PREPARED_STATEMENTS=off'))).toEqual(losesStatements ? [true] : []);
  });

  it('prepares nothing when told so', async () => {
    warnings.splice(0);
    database = open(false);
    expect(await many(database, 40)).toHaveLength(40);
    expect(warnings).toEqual([]);
  });

  it('ends slow statements in Postgres, and leaves no timeout behind for other clients', async () => {
    database = open(false);
    await expect(database.query('select pg_sleep(5)')).rejects.toThrow(QueryTimeout);
    await expect(database.transaction((tx) => tx.query('select pg_sleep(5)'))).rejects.toThrow(QueryTimeout);
    const running = `select count(*)::int as n from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'`;
    expect(await database.query(running)).toEqual([{ n: 0 }]);
    expect(
      await database.transaction((tx) => tx.query(`set local statement_timeout = '1min'`).then(() => tx.query('select 1 as one'))),
    ).toEqual([{ one: 1 }]);
    await expect(database.query('select pg_sleep(5)')).rejects.toThrow(QueryTimeout);
  });

  it('makes the tables once, when two processes start at once', async () => {
    database = open(false);
    const other = open(false);
    await Promise.all([migrate(database), migrate(other)]);
    expect(await database.query('select count(*)::int > 0 as done from waybill.migration')).toEqual([{ done: true }]);
    await other.close();
  });
});

it('takes reports in, answers queries and rebuilds behind a pooler that gives each transaction another session', async () => {
  const pooler = await startTransactionPooler(await freshDatabase(postgres.url), { sessions: 24 });
  const waybill = await startWaybill({ env: { DATABASE_URL: pooler.url } });
  const api = { pid: waybill.pids().api, url: waybill.url, operatorKey: waybill.operatorKey, kill: async () => waybill.kill('api') };
  const builds = new Builds(api);
  const { send } = builds;
  await send('/v1/shipments', { body: plan({ shipmentId: 'SHP-1' }) });
  const delivered = cloudEvent({ subject: 'shipment:SHP-1', data: { milestone: 'DELIVERED' } });
  const { position } = (await send('/v1/events', { body: delivered, headers: STRUCTURED })).body;
  expect((await send(`/v1/shipments/SHP-1?minPosition=${position}&settled=true`)).body).toMatchObject({ status: 'DELIVERED' });
  const build = await builds.reaches(await builds.request(), 'live');
  expect(build).toMatchObject({ comparison: { equal: true } });
  expect((await send('/v1/shipments?status=DELIVERED')).body.items).toHaveLength(1);
  await waybill.stop();
  await pooler.close();
});
