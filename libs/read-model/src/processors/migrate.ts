import { DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { classified } from '../database/failures';
import type { ReadDatabase } from '../database/read-database';
import { MIGRATIONS } from './migrations';

/** Any number that nothing else in this database locks. */
const MIGRATION_LOCK = 7_729_041_836;
const CONNECT_MS = 1_500;
/** A process that is frozen while it migrates must not keep the others out for ever. */
const IDLE_MS = 30_000;

const sourceOf = (url: string): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    poolSize: 1,
    applicationName: 'waybill-migrations',
    connectTimeoutMS: CONNECT_MS,
    migrations: MIGRATIONS,
    migrationsTableName: 'migration',
    schema: 'waybill',
    logging: false,
    poolErrorHandler: () => {},
  });

/**
 * Brings the schema `waybill` up to date, in one transaction. Safe when several processes start at once: they take turns. The lock is
 * the transaction's, since behind a connection pooler a session is not ours.
 */
export async function migrate(database: ReadDatabase): Promise<void> {
  const source = sourceOf(database.url);
  try {
    await source.initialize();
    const runner = source.createQueryRunner();
    // What was not committed is rolled back when its connection ends with the source.
    await inOneTransaction(source, runner).finally(() => runner.release());
  } catch (error) {
    throw classified(error);
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}

async function inOneTransaction(source: DataSource, runner: QueryRunner): Promise<void> {
  await runner.startTransaction();
  await runner.query(`set local idle_in_transaction_session_timeout = ${IDLE_MS}`);
  await runner.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await runner.query('create schema if not exists waybill');
  await new MigrationExecutor(source, runner).executePendingMigrations();
  await runner.commitTransaction();
}
