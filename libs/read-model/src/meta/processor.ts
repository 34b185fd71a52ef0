import type { Queryable, ReadDatabase } from '../database/read-database';
import { hastenDeadlines } from './deadlines';

/** Every processor is cut into this many partitions, by a hash of its key. Changing it means rebuilding everything. */
export const PARTITIONS = 16;
const EVERY_PARTITION = Array.from({ length: PARTITIONS }, (_, partition) => partition);

/** A build of a processor: `version` is the number of the build, which its tables, checkpoints and leases are kept under. */
export interface ProcessorBuild {
  readonly name: string;
  readonly version: number;
}

/** What the database must know of a processor before it runs. */
export interface ProcessorRegistration {
  readonly name: string;
  readonly kind: 'projection' | 'reactor';
  /** Version of the rules in the code's definition. */
  readonly rules: number;
  /** Statements that make a projection's tables in a schema; each must bear being run again. */
  readonly ddl?: (schema: string) => readonly string[];
}

/** Schema of a projection's tables: builds N-1 and N stand side by side. */
export const schemaOf = ({ name, version }: ProcessorBuild): string => `${name}_v${version}`;

/** Any number; processes that register the same processor take turns. */
const REGISTRATION_LOCK = 7_729_041_837;

/** Makes a build's tables, checkpoints and leases as far as they are missing. */
export async function makeBuild(tx: Queryable, build: ProcessorBuild, ddl: ProcessorRegistration['ddl']): Promise<void> {
  if (ddl) {
    await tx.query(`create schema if not exists ${schemaOf(build)}`);
    for (const statement of ddl(schemaOf(build))) await tx.query(statement);
  }
  for (const table of ['checkpoint', 'lease']) {
    await tx.query(
      `insert into waybill.${table} (processor, version, partition) select $1, $2, generate_series(0, $3::int - 1) on conflict do nothing`,
      [build.name, build.version, PARTITIONS],
    );
  }
}

async function makeFirstBuild(tx: Queryable, { name, kind, rules, ddl }: ProcessorRegistration): Promise<void> {
  const first = { name, version: 1 };
  await makeBuild(tx, first, ddl);
  await tx.query(`insert into waybill.processor (name, kind, live_version, schema) values ($1, $2, $3, $4)`, [
    name,
    kind,
    first.version,
    ddl ? schemaOf(first) : null,
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
 * it stands, since what it appended by the older ones stands in the log; whatever it has kept a time for is looked at again at once.
 */
export async function registerProcessor(database: ReadDatabase, processor: ProcessorRegistration): Promise<void> {
  const { name, rules, kind, ddl } = processor;
  await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [REGISTRATION_LOCK]);
    const [live] = await tx.query<{ version: number; rules: number }>(
      `select version, rules from waybill.build where processor = $1 and state = 'live'`,
      [name],
    );
    if (!live) return makeFirstBuild(tx, processor);
    if (live.rules === rules) return makeBuild(tx, { name, version: live.version }, ddl);
    if (live.rules > rules) return;
    if (kind === 'reactor') {
      await tx.query(`update waybill.build set rules = $2 where processor = $1 and state = 'live'`, [name, rules]);
      await hastenDeadlines(tx, { name, version: live.version }, EVERY_PARTITION);
      return;
    }
    await tx.query(GIVE_UP_OLDER, [name, rules]);
    await tx.query(REQUEST_NEWER, [name, rules]);
  });
}
