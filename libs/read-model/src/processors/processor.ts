import type { Queryable } from '../database/read-database';
import { ddlOf, type Table } from '../database/table';

/** Every processor is cut into this many partitions, by a hash of its key. Changing it means rebuilding everything. */
export const PARTITIONS = 16;
export const ALL_PARTITIONS: readonly number[] = Array.from({ length: PARTITIONS }, (_, partition) => partition);

/** A build of a processor: `version` is the number of the build, which its tables, checkpoints and leases are kept under. */
export interface ProcessorBuild {
  readonly name: string;
  readonly version: number;
}

/** What the database must know of a processor before it runs. */
export interface ProcessorRegistration {
  readonly name: string;
  readonly kind: 'projection' | 'reactor';
  /** Version of the definition in the code. */
  readonly definition: number;
  /** A projection's tables. */
  readonly tables?: readonly Table[];
}

/** Schema of a projection's tables: builds N-1 and N stand side by side. */
export const schemaOf = ({ name, version }: ProcessorBuild): string => `${name}_v${version}`;

/** To be asked for before it is decided which build of a processor is live: decisions take turns, and each finds what the one before has done. */
export async function lockProcessor(tx: Queryable, name: string): Promise<void> {
  await tx.query('select from waybill.processor where name = $1 for no key update', [name]);
}

/** Makes a build's tables, checkpoints and leases as far as they are missing. */
export async function makeBuild(tx: Queryable, build: ProcessorBuild, tables: ProcessorRegistration['tables']): Promise<void> {
  if (tables) {
    await tx.query(`create schema if not exists ${schemaOf(build)}`);
    for (const statement of ddlOf(schemaOf(build), tables)) await tx.query(statement);
  }
  const { name, version } = build;
  // A checkpoint covers neighbouring partitions: one that is there already may begin at any of them.
  await tx.query(
    `insert into waybill.checkpoint (processor, version, partition, last_partition) select $1, $2, 0, $3::int - 1
     where not exists (select from waybill.checkpoint where processor = $1 and version = $2)`,
    [name, version, PARTITIONS],
  );
  await tx.query(
    `insert into waybill.lease (processor, version, partition) select $1, $2, generate_series(0, $3::int - 1) on conflict do nothing`,
    [name, version, PARTITIONS],
  );
}
