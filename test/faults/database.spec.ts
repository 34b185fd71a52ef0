import { DatabaseUnavailable, ReadDatabase } from '@waybill/read-model';
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
