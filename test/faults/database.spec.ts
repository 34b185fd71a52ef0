import { DatabaseUnavailable, ddlOf, loadFixTimes, loadTracks, type Queryable, ReadDatabase, SHIPMENT_TABLES } from '@waybill/read-model';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { until } from './harness/waiting';

let postgres: TestPostgres;
let admin: ReadDatabase;
beforeAll(async () => {
  postgres = await startPostgres();
  admin = ReadDatabase.open(postgres.url, { poolSize: 1, applicationName: 'admin' });
});
afterAll(async () => {
  await admin?.close();
  await postgres?.stop();
});

const sessions = async (name: string): Promise<number> => {
  const sql = `select count(*)::int as count from pg_stat_activity where application_name = $1`;
  return (await admin.query<{ count: number }>(sql, [name]))[0]?.count ?? 0;
};

it('goes on when Postgres ends a session between two statements of a transaction, with the very first connection too', async () => {
  const database = ReadDatabase.open(postgres.url, { poolSize: 1, applicationName: 'victim' });
  const cut = database.transaction(async (tx) => {
    await tx.query('select 1');
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'`);
    await until('the session is gone', async () => (await sessions('victim')) === 0);
    await tx.query('select 1');
  });
  await expect(cut).rejects.toThrow(DatabaseUnavailable);
  expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  await database.close();
});

it('finds the fixes of shipments by index, also while Postgres knows nothing of their table', async () => {
  await admin.query('create schema young');
  for (const table of ddlOf('young', SHIPMENT_TABLES)) await admin.query(table);
  await admin.query('alter table young.position set (autovacuum_enabled = off)');
  await admin.query(
    `insert into young.position (shipment_id, time, event_id, recorded_time, latitude, longitude, source, id, mark)
     select 'SHP-' || n % 100, n, gen_random_uuid(), n, 50, 8, 'urn:device', n, 'ok' from generate_series(0, 19999) n`,
  );
  const tracks = Array.from({ length: 10 }, (_, n) => ({ shipmentId: `SHP-${n}`, before: 19_900 }));
  const found = await loadTracks(admin, 'young', tracks);
  expect(found.map(({ time }) => time).sort((a, b) => a - b)).toEqual(
    tracks.flatMap((_, n) => [19_800 + n, 19_900 + n]).sort((a, b) => a - b),
  );
  const { shipmentId = '', eventId = '', time } = found[0] ?? {};
  const fixes = Array.from({ length: 10 }, () => ({ shipmentId, eventId }));
  expect(await loadFixTimes(admin, 'young', fixes.slice(0, 1))).toEqual([{ shipmentId, time }]);
  const lines: string[] = [];
  const planned: Queryable = {
    query: async (sql, params) => {
      const plan = await admin.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, params);
      lines.push(...plan.map((line) => line['QUERY PLAN']));
      return [];
    },
  };
  await loadTracks(planned, 'young', tracks);
  await loadFixTimes(planned, 'young', fixes);
  expect(lines.filter((line) => line.includes('Index Scan')).length).toBeGreaterThan(1);
  expect(lines.filter((line) => line.includes('Seq Scan'))).toEqual([]);
});
