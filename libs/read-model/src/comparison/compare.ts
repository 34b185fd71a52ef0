import type { Queryable, ReadDatabase } from '../database/read-database';
import type { Table } from '../database/table';
import type { Comparison, Difference } from '../processors/build.view';
import type { PartitionHold } from '../processors/build-control';
import { type ProcessorBuild, schemaOf } from '../processors/processor';
import { Digest } from './digest';
import { differingKeys } from './merge';
import { columnsOf, keySums, rowsOf, shown } from './tables';

/** Differences that are shown in full; the others are counted. */
const SHOWN = 20;

/** What is read in here does not move, and may take its time. */
export const inSnapshot = <T>(database: ReadDatabase, work: (tx: Queryable) => Promise<T>): Promise<T> =>
  database.transaction(
    async (tx) => {
      await tx.query(`set local idle_in_transaction_session_timeout = '2min'`);
      return work(tx);
    },
    { isolation: 'repeatable read' },
  );

/** One side of a comparison: a build, and a transaction in which its rows and checkpoints do not move. */
export interface Side {
  readonly build: ProcessorBuild;
  readonly tx: Queryable;
}

async function difference(live: Side, rebuilt: Side, table: Table, key: string): Promise<Difference> {
  const rows = ({ tx, build }: Side) => rowsOf(tx, schemaOf(build), table, key);
  const [ours, theirs] = await Promise.all([rows(live), rows(rebuilt)]);
  const [onlyLive, onlyRebuilt] = shown(ours, theirs);
  return { table: table.name, key, onlyLive, onlyRebuilt };
}

async function comparable(live: Side, rebuilt: Side, tables: readonly Table[]) {
  const [before, now] = await Promise.all([live, rebuilt].map(({ tx, build }) => columnsOf(tx, schemaOf(build))));
  const same = ({ name }: Table): boolean => now?.has(name) === true && before?.get(name) === now.get(name);
  return { compared: tables.filter(same), skipped: tables.filter((table) => !same(table)).map(({ name }) => name) };
}

/** Compares two builds that stand at the same place of the log, key by key and in bounded memory. */
export async function compareBuilds(
  live: Side,
  rebuilt: Side,
  tables: readonly Table[],
  places: readonly PartitionHold[],
  partitionOf: (key: string) => number,
): Promise<Comparison> {
  const { compared, skipped } = await comparable(live, rebuilt, tables);
  const digests = { live: new Digest(partitionOf), rebuilt: new Digest(partitionOf) };
  const differences: Difference[] = [];
  let differing = 0;
  for (const table of compared) {
    const sums = (side: 'live' | 'rebuilt', { tx, build }: Side) => digests[side].adding(table.name, keySums(tx, schemaOf(build), table));
    for await (const key of differingKeys(sums('live', live), sums('rebuilt', rebuilt))) {
      differing += 1;
      if (differences.length < SHOWN) differences.push(await difference(live, rebuilt, table, key));
    }
  }
  const partitions = places.map(({ partition, commit }) => ({
    partition,
    position: String(commit < 0n ? 0n : commit),
    digest: digests.rebuilt.of(partition),
  }));
  const [ours, theirs] = [digests.live.whole, digests.rebuilt.whole];
  const equal = ours === theirs && skipped.length === 0;
  return { equal, rows: digests.rebuilt.rows, differing, differences, live: ours, rebuilt: theirs, partitions, skipped };
}
