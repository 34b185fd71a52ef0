import type { Queryable, ReadDatabase } from '../database/read-database';
import { hastenDeadlines } from './deadlines';
import { revokeLeases } from './leases';
import { ALL_PARTITIONS, makeBuild, type ProcessorRegistration, schemaOf } from './processor';

/** Any number; processes that register the same processor take turns. */
const REGISTRATION_LOCK = 7_729_041_837;

async function makeFirstBuild(tx: Queryable, { name, kind, rules, tables }: ProcessorRegistration): Promise<void> {
  const first = { name, version: 1 };
  await makeBuild(tx, first, tables);
  await tx.query(`insert into waybill.processor (name, kind, live_version, schema) values ($1, $2, $3, $4)`, [
    name,
    kind,
    first.version,
    tables ? schemaOf(first) : null,
  ]);
  await tx.query(`insert into waybill.build (processor, version, rules, purpose, state) values ($1, $2, $3, 'replay', 'live')`, [
    name,
    first.version,
    rules,
  ]);
}

/** A build that older rules were making is of no use any more. */
const GIVE_UP_OLDER = `
  update waybill.build set state = 'cancelled', note = 'Newer rules took its place.', changed_at = now(), drop_after = now()
  where processor = $1 and rules < $2 and state in ('requested', 'building', 'comparing', 'switching')`;

const REQUEST_NEWER = `
  insert into waybill.build (processor, version, rules, purpose, state, note)
  select $1, max(version) + 1, $2, 'replay', 'requested', 'The rules were changed.' from waybill.build where processor = $1
  on conflict do nothing`;

/**
 * Makes what a processor needs as far as it is missing. The first build ever is the live one. When the code has newer rules than the live
 * build, a replay is requested: reads go on from the live one until it can be switched. A reactor goes on with the newer rules from where
 * it stands, since what it appended by the older ones stands in the log; whatever it has kept a time for is looked at again at once, by
 * processes with the newer rules only.
 */
export async function registerProcessor(database: ReadDatabase, processor: ProcessorRegistration): Promise<void> {
  const { name, rules, kind, tables } = processor;
  await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [REGISTRATION_LOCK]);
    const [live] = await tx.query<{ version: number; rules: number }>(
      `select version, rules from waybill.build where processor = $1 and state = 'live'`,
      [name],
    );
    if (!live) return makeFirstBuild(tx, processor);
    if (live.rules === rules) return makeBuild(tx, { name, version: live.version }, tables);
    if (live.rules > rules) return;
    if (kind === 'reactor') {
      await tx.query(`update waybill.build set rules = $2 where processor = $1 and state = 'live'`, [name, rules]);
      await revokeLeases(tx, { name, version: live.version });
      await hastenDeadlines(tx, { name, version: live.version }, ALL_PARTITIONS);
      return;
    }
    await tx.query(GIVE_UP_OLDER, [name, rules]);
    await tx.query(REQUEST_NEWER, [name, rules]);
  });
}
