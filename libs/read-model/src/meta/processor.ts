import type { Queryable, ReadDatabase } from '../database/read-database';

/** Every processor is cut into this many partitions, by a hash of its key. Changing it means rebuilding everything. */
export const PARTITIONS = 16;

/** A build of a processor: its name and the version of its rules. */
export interface ProcessorBuild {
  readonly name: string;
  readonly version: number;
}

/** What the database must know of a processor before it runs. */
export interface ProcessorRegistration extends ProcessorBuild {
  readonly kind: 'projection' | 'reactor';
  /** Statements that make the tables of this version; each must bear being run again. */
  readonly ddl?: readonly string[];
}

/** Schema of a projection's tables: builds N-1 and N stand side by side. */
export const schemaOf = ({ name, version }: ProcessorBuild): string => `${name}_v${version}`;

/** Any number; processes that register the same build take turns. */
const REGISTRATION_LOCK = 7_729_041_837;

async function makeTables(tx: Queryable, build: ProcessorBuild, ddl: readonly string[]): Promise<void> {
  await tx.query(`create schema if not exists ${schemaOf(build)}`);
  for (const statement of ddl) await tx.query(statement);
}

/**
 * Makes a build's tables, checkpoints and leases as far as they are missing. The first version ever seen becomes the live one; a later
 * one is built beside it until somebody switches.
 */
export async function registerProcessor(database: ReadDatabase, processor: ProcessorRegistration): Promise<void> {
  const { name, version, kind, ddl } = processor;
  await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [REGISTRATION_LOCK]);
    if (ddl) await makeTables(tx, processor, ddl);
    for (const table of ['checkpoint', 'lease']) {
      await tx.query(
        `insert into waybill.${table} (processor, version, partition) select $1, $2, generate_series(0, $3::int - 1) on conflict do nothing`,
        [name, version, PARTITIONS],
      );
    }
    await tx.query(`insert into waybill.processor (name, kind, live_version, schema) values ($1, $2, $3, $4) on conflict do nothing`, [
      name,
      kind,
      version,
      ddl ? schemaOf(processor) : null,
    ]);
  });
}
