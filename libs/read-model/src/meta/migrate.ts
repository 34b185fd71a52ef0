import { classified } from '../database/failures';
import type { ReadDatabase } from '../database/read-database';

/** Any number that nothing else in this database locks. */
const MIGRATION_LOCK = 7_729_041_836;

/** Brings the schema `waybill` up to date. Safe when several processes start at once: they take turns. */
export async function migrate(database: ReadDatabase): Promise<void> {
  const source = await database.connected();
  const holder = source.createQueryRunner();
  try {
    await holder.connect();
    await holder.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await holder.query('create schema if not exists waybill');
    await source.runMigrations({ transaction: 'each' });
  } catch (error) {
    throw classified(error);
  } finally {
    await holder.query('select pg_advisory_unlock_all()').catch(() => {});
    await holder.release().catch(() => {});
  }
}
