import type { Queryable, ReadDatabase } from '../database/read-database';
import { hastenDeadlines } from './deadlines';
import { revokeLeases } from './leases';
import { ALL_PARTITIONS, lockProcessor, makeBuild, type ProcessorRegistration, schemaOf } from './processor';

/** Any number; processes that register the same processor take turns. */
const REGISTRATION_LOCK = 7_729_041_837;

async function makeFirstBuild(tx: Queryable, { name, kind, definition, tables }: ProcessorRegistration): Promise<void> {
  const first = { name, version: 1 };
  await makeBuild(tx, first, tables);
  await tx.query(`insert into waybill.processor (name, kind, live_version, schema) values ($1, $2, $3, $4)`, [
    name,
    kind,
    first.version,
    tables ? schemaOf(first) : null,
  ]);
  await tx.query(`insert into waybill.build (processor, version, definition, purpose, state) values ($1, $2, $3, 'replay', 'live')`, [
    name,
    first.version,
    definition,
  ]);
}

const GIVE_UP_OTHERS = `
  update waybill.build set state = 'cancelled', note = 'Another definition took its place.', changed_at = now(), drop_after = now()
  where processor = $1 and definition <> $2 and state in ('requested', 'building', 'comparing', 'switching')`;

const REQUEST = `
  insert into waybill.build (processor, version, definition, purpose, state, note)
  select $1, max(version) + 1, $2, 'replay', 'requested', $3 from waybill.build where processor = $1
  on conflict do nothing`;

/** A build that another definition was making is of no use any more; unless a newer release that runs makes it. */
async function giveUpOthers(tx: Queryable, processor: Pick<DefinedProcessor, 'name' | 'definition'>): Promise<void> {
  if (!(await isRunByNewer(tx, processor))) await tx.query(GIVE_UP_OTHERS, [processor.name, processor.definition]);
}

/** Has a processor go on by another definition than its live build's. */
async function changeDefinition(tx: Queryable, { name, definition, kind }: DefinedProcessor, version: number, note: string): Promise<void> {
  if (kind === 'reactor') {
    await tx.query(`update waybill.build set definition = $2 where processor = $1 and state = 'live'`, [name, definition]);
    await revokeLeases(tx, { name, version });
    await hastenDeadlines(tx, { name, version }, ALL_PARTITIONS);
    return;
  }
  await giveUpOthers(tx, { name, definition });
  await tx.query(REQUEST, [name, definition, note]);
}

type DefinedProcessor = Pick<ProcessorRegistration, 'name' | 'kind' | 'definition'>;

async function lockedLive(tx: Queryable, name: string): Promise<{ readonly version: number; readonly definition: number } | undefined> {
  await tx.query('select pg_advisory_xact_lock($1)', [REGISTRATION_LOCK]);
  await lockProcessor(tx, name);
  const [live] = await tx.query<{ version: number; definition: number }>(
    `select version, definition from waybill.build where processor = $1 and state = 'live'`,
    [name],
  );
  return live;
}

/**
 * Makes what a processor needs as far as it is missing. The first build ever is the live one. When the code's definition is newer than the live
 * build's, a replay is requested: reads go on from the live one until it can be switched. A reactor goes on by the newer definition from where
 * it stands, since what it appended by the older ones stands in the log; whatever it has kept a time for is looked at again at once, by
 * processes with the newer definition only.
 */
export async function registerProcessor(database: ReadDatabase, processor: ProcessorRegistration): Promise<void> {
  const { name, definition, tables } = processor;
  await database.transaction(async (tx) => {
    const live = await lockedLive(tx, name);
    if (!live) return makeFirstBuild(tx, processor);
    if (live.definition > definition) return;
    if (live.definition < definition) return changeDefinition(tx, processor, live.version, 'The definition was changed.');
    await makeBuild(tx, { name, version: live.version }, tables);
    await giveUpOthers(tx, processor);
  });
}

/** A process that says once a second what it runs counts for this long. */
const HEARD_WITHIN_MS = 5_000;
const RUNS_NEWER = `
  select from waybill.projector, unnest(processors) as run
  where seen > now() - $3 * interval '1 ms' and split_part(run, '@', 1) = $1 and nullif(split_part(run, '@', 2), '')::int > $2 limit 1`;

/** True when a living process runs the processor by a newer definition than this one. */
export async function isRunByNewer(
  database: Queryable,
  { name, definition }: Pick<DefinedProcessor, 'name' | 'definition'>,
): Promise<boolean> {
  return (await database.query(RUNS_NEWER, [name, definition, HEARD_WITHIN_MS])).length > 0;
}

/**
 * After a rollback: has a processor whose live build is by a newer definition, which no living process runs, go on by this older one, the way it
 * goes on by newer ones at an upgrade. False when there is nothing to go back from.
 */
export async function goBackTo(database: ReadDatabase, processor: DefinedProcessor): Promise<boolean> {
  return database.transaction(async (tx) => {
    const live = await lockedLive(tx, processor.name);
    if (!live || live.definition <= processor.definition || (await isRunByNewer(tx, processor))) return false;
    await changeDefinition(tx, processor, live.version, 'The definition was changed back.');
    return true;
  });
}
