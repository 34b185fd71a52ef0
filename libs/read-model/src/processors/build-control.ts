import type { Queryable, ReadDatabase } from '../database/read-database';
import type { BuildPurpose, BuildState, Comparison } from './build.view';
import { UNDER_WAY } from './builds';
import type { Hold } from './leases';
import { ALL_PARTITIONS, lockProcessor, makeBuild, type ProcessorBuild, type ProcessorRegistration, schemaOf } from './processor';
import { regroup, takeTurns } from './ranges';
import { storable, storableError } from './set-aside';

/** A build that processes run or make. */
export interface ActiveBuild extends ProcessorBuild {
  readonly definition: number;
  readonly purpose: BuildPurpose;
  readonly state: BuildState;
  /** Milliseconds since the Unix epoch; only of builds that end at a moment. */
  readonly until: number | undefined;
}

/** Who moves builds on, and for how long it may think so. */
export interface Controller {
  readonly owner: string;
  readonly ttlMs: number;
}

type Row = { processor: string; version: number; definition: number; purpose: BuildPurpose; state: BuildState; until: string | null };
const COLUMNS = 'processor, version, definition, purpose, state, (extract(epoch from until_time) * 1000)::bigint as until';

const buildOf = ({ processor, until, ...row }: Row): ActiveBuild => ({
  ...row,
  name: processor,
  until: until === null ? undefined : Number(until),
});

/** Live builds and those under way. */
export async function activeBuilds(database: Queryable): Promise<ActiveBuild[]> {
  const rows = await database.query<Row>(
    `select ${COLUMNS} from waybill.build where state = 'live' or state in ${UNDER_WAY} order by processor, version`,
    [],
    'active builds',
  );
  return rows.map(buildOf);
}

const CLAIM = `
  update waybill.build set controller = $3, controller_until = now() + $4 * interval '1 ms'
  where processor = $1 and version = $2 and state in ${UNDER_WAY}
    and (controller is null or controller = $3 or controller_until < now())
  returning ${COLUMNS}`;

/** Takes or keeps the control of a build; undefined when another process has it or the build is over. */
export async function controlBuild(
  database: Queryable,
  { name, version }: ProcessorBuild,
  by: Controller,
): Promise<ActiveBuild | undefined> {
  const [row] = await database.query<Row>(CLAIM, [name, version, by.owner, by.ttlMs]);
  return row && buildOf(row);
}

/** What a step of a build leaves behind. */
export interface BuildStep {
  readonly to: BuildState;
  readonly note?: string;
  readonly comparison?: Comparison;
  readonly untilPosition?: bigint;
  /** The tables are of no use any more. */
  readonly drop?: boolean;
}

const MOVE = `
  update waybill.build set state = $5, note = coalesce($6, note), comparison = coalesce($7::jsonb, comparison),
    until_position = coalesce($8, until_position), drop_after = case when $9 then now() else drop_after end, changed_at = now()
  where processor = $1 and version = $2 and state = $3 and controller = $4 returning version`;

/** Moves a build on, if it is still where it was and still in the same hands. */
export async function moveBuild(tx: Queryable, build: ActiveBuild, { owner }: Controller, step: BuildStep): Promise<boolean> {
  const { to, note, comparison, untilPosition, drop = false } = step;
  const values = [note === undefined ? null : storable(note), comparison ? JSON.stringify(comparison) : null, untilPosition ?? null, drop];
  return (await tx.query(MOVE, [build.name, build.version, build.state, owner, to, ...values])).length > 0;
}

/** Ends a build that cannot be finished. False when it is not under way any more, for example because it has become the live one. */
export async function failBuild(database: Queryable, { name, version }: ProcessorBuild, note: string): Promise<boolean> {
  const failed = await database.query(
    `update waybill.build set state = 'failed', note = $3, changed_at = now(), drop_after = now()
     where processor = $1 and version = $2 and state in ${UNDER_WAY} returning version`,
    [name, version, storableError(note)],
  );
  return failed.length > 0;
}

/** Undoes a transaction. */
class NotYet extends Error {}

const orFalse = (error: unknown): false => {
  if (error instanceof NotYet) return false;
  throw error;
};

/** Makes the tables and checkpoints of a build; with `hold` no partition will pass that place. False, and nothing made, when it is not in the same hands any more. */
export async function prepareBuild(
  database: ReadDatabase,
  build: ActiveBuild,
  by: Controller,
  tables: ProcessorRegistration['tables'],
  hold?: Hold,
): Promise<boolean> {
  const prepared = database.transaction(async (tx) => {
    await makeBuild(tx, build, tables);
    if (hold) {
      await tx.query(`update waybill.checkpoint set hold_position = $3, hold_prepare = $4 where processor = $1 and version = $2`, [
        build.name,
        build.version,
        hold.commit,
        hold.prepare,
      ]);
    }
    if (!(await moveBuild(tx, build, by, { to: 'building', untilPosition: hold?.commit }))) throw new NotYet();
    return true;
  });
  return prepared.catch(orFalse);
}

/** Changes holds in turn with owners that acquire: these write checkpoints anew, and a change of the ones before would be lost without a word. */
async function changeHolds(database: ReadDatabase, build: ProcessorBuild, change: (tx: Queryable) => Promise<unknown>): Promise<void> {
  await database.transaction(async (tx) => {
    await takeTurns(tx, build);
    await change(tx);
  });
}

/** Stops every partition of a build where it stands now. */
export async function holdStill(database: ReadDatabase, build: ProcessorBuild): Promise<void> {
  const sql = `update waybill.checkpoint set hold_position = commit_position, hold_prepare = prepare_position
    where processor = $1 and version = $2`;
  await changeHolds(database, build, (tx) => tx.query(sql, [build.name, build.version]));
}

/** A place for one partition. */
export interface PartitionHold extends Hold {
  readonly partition: number;
}

/**
 * Lets every partition go on to a place of its own, and no further. Where the places differ each gets a checkpoint of its own until its
 * owner acquires it again.
 */
export async function holdAt(database: ReadDatabase, build: ProcessorBuild, places: readonly PartitionHold[]): Promise<void> {
  const differ = new Set(places.map(({ commit }) => commit)).size > 1;
  await changeHolds(database, build, async (tx) => {
    if (differ) await regroup(tx, build, ALL_PARTITIONS, true);
    await tx.query(
      `update waybill.checkpoint c set hold_position = x.commit, hold_prepare = x.prepare
       from unnest($3::smallint[], $4::bigint[], $5::bigint[]) as x (partition, commit, prepare)
       where c.processor = $1 and c.version = $2 and c.partition = x.partition`,
      [
        build.name,
        build.version,
        places.map(({ partition }) => partition),
        places.map(({ commit }) => commit),
        places.map(({ prepare }) => prepare),
      ],
    );
  });
}

/** Lets a build go on. */
export async function releaseHolds(database: ReadDatabase, build: ProcessorBuild): Promise<void> {
  const sql = `update waybill.checkpoint set hold_position = null, hold_prepare = null where processor = $1 and version = $2`;
  await changeHolds(database, build, (tx) => tx.query(sql, [build.name, build.version]));
}

/** The live build of a processor. */
export async function liveBuild(tx: Queryable, name: string): Promise<ProcessorBuild & { readonly definition: number }> {
  const [row] = await tx.query<{ version: number; definition: number }>(
    `select version, definition from waybill.build where processor = $1 and state = 'live'`,
    [name],
  );
  if (!row) throw new Error(`${name} has no live build.`);
  return { name, ...row };
}

/** Whatever the old build's owner commits from now on finds another epoch, and no process can take its partitions any more. */
async function retire(tx: Queryable, { name, version }: ProcessorBuild, dropAfterMs: number): Promise<void> {
  await tx.query('update waybill.checkpoint set epoch = epoch + 1 where processor = $1 and version = $2', [name, version]);
  await tx.query('delete from waybill.lease where processor = $1 and version = $2', [name, version]);
  await tx.query(
    `update waybill.build set state = 'retired', changed_at = now(), drop_after = now() + $3 * interval '1 ms'
     where processor = $1 and version = $2`,
    [name, version, dropAfterMs],
  );
}

/** How a switch is made. */
export interface Switch {
  /** How long the tables of the build before are kept, for queries that are still on them. */
  readonly dropAfterMs: number;
  readonly hasTables: boolean;
  /** Waits until the build is where the live one stands, which does not move meanwhile. False: it did not get there. */
  hasCaughtUp(tx: Queryable, live: ProcessorBuild): Promise<boolean>;
}

/** Makes a build the live one, all at once. False when it did not catch up in time or is not in the same hands any more; nothing has changed then. */
export async function switchTo(database: ReadDatabase, build: ActiveBuild, by: Controller, how: Switch): Promise<boolean> {
  const switched = database.transaction(async (tx) => {
    await lockProcessor(tx, build.name);
    const live = await liveBuild(tx, build.name);
    await takeTurns(tx, live);
    await tx.query('select from waybill.checkpoint where processor = $1 and version = $2 order by partition for update', [
      live.name,
      live.version,
    ]);
    if (!(await how.hasCaughtUp(tx, live))) throw new NotYet();
    await retire(tx, live, how.dropAfterMs);
    if (!(await moveBuild(tx, build, by, { to: 'live' }))) throw new NotYet();
    await tx.query('update waybill.processor set live_version = $2, schema = $3 where name = $1', [
      build.name,
      build.version,
      how.hasTables ? schemaOf(build) : null,
    ]);
    return true;
  });
  return switched.catch(orFalse);
}

const DUE = `
  select processor as name, version from waybill.build
  where drop_after < now() and dropped_at is null and state <> 'live' order by drop_after limit 1 for update skip locked`;

/** Drops what is left of one build that is over. Answers it, or undefined when there is none. */
export async function dropDueBuild(database: ReadDatabase): Promise<ProcessorBuild | undefined> {
  return database.transaction(async (tx) => {
    const [due] = await tx.query<{ name: string; version: number }>(DUE);
    if (!due) return undefined;
    // A query that still reads from it is not kept waiting behind this.
    await tx.query(`set local lock_timeout = '1s'`);
    await tx.query(`drop schema if exists ${schemaOf(due)} cascade`);
    for (const table of ['checkpoint', 'lease', 'dead_letter', 'dead_letter_request', 'deadline']) {
      await tx.query(`delete from waybill.${table} where processor = $1 and version = $2`, [due.name, due.version]);
    }
    await tx.query('update waybill.build set dropped_at = now() where processor = $1 and version = $2', [due.name, due.version]);
    return due;
  });
}
