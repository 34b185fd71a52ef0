import { type BatchTable, upsert } from '../database/batch-table';
import type { Queryable } from '../database/read-database';
import { type NameChanges, writeNames } from './name.table';

/** A report in a name's own stream. */
export interface ReportRow {
  readonly event_id: string;
  readonly fact_id: string;
  readonly subject: string;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly time: number;
  readonly recorded_time: number;
  readonly future: boolean;
  readonly data: unknown;
}

/** The same report in a shipment's stream. */
export interface CopyRow {
  readonly event_id: string;
  readonly fact_id: string;
  /** Worth a row only if a report is waiting: most reports about a shipment by its own id never did. */
  readonly onlyIfWaiting: boolean;
}

export interface RetractionMark {
  readonly event_id: string;
  readonly revision: number;
  readonly holds: boolean;
}

export interface IdentifierChanges {
  readonly names: NameChanges;
  readonly reports: readonly ReportRow[];
  readonly copies: readonly CopyRow[];
  readonly retractions: readonly RetractionMark[];
}

const RETRACTION: BatchTable = {
  table: 'retraction',
  key: ['event_id'],
  columns: { event_id: 'uuid', revision: 'bigint', holds: 'boolean' },
  where: 't.revision < excluded.revision',
};

const held = (schema: string, eventId: string): string =>
  `exists (select from ${schema}.retraction h where h.event_id = ${eventId} and h.holds)`;
const counting = (schema: string, factId: string): string =>
  `exists (select from ${schema}.copy c where c.fact_id = ${factId} and c.counts)`;

/** Answers the facts that have a copy now and had it not before. */
async function insertCopies(tx: Queryable, schema: string, copies: readonly CopyRow[]): Promise<string[]> {
  if (copies.length === 0) return [];
  const rows = await tx.query<{ fact_id: string }>(
    `insert into ${schema}.copy (event_id, fact_id, counts)
     select x.event_id, x.fact_id, not ${held(schema, 'x.event_id')}
     from unnest($1::uuid[], $2::uuid[], $3::boolean[]) as x (event_id, fact_id, only_if_waiting)
     where not x.only_if_waiting or exists (select from ${schema}.report r where r.fact_id = x.fact_id)
     on conflict do nothing returning fact_id`,
    [copies.map((row) => row.event_id), copies.map((row) => row.fact_id), copies.map((row) => row.onlyIfWaiting)],
    `insert copies ${schema}`,
  );
  return rows.map(({ fact_id }) => fact_id);
}

async function insertReports(tx: Queryable, schema: string, reports: readonly ReportRow[]): Promise<void> {
  if (reports.length === 0) return;
  const columns = ['event_id', 'fact_id', 'subject', 'source', 'id', 'type', 'time', 'recorded_time', 'future'] as const;
  await tx.query(
    `insert into ${schema}.report (${columns.join(', ')}, data, retracted, parked)
     select x.*, held, not held and not ${counting(schema, 'x.fact_id')} from (
       select y.${columns.join(', y.')}, y.data::jsonb as data
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::boolean[], $10::text[])
       as y (${columns.join(', ')}, data)
     ) x, lateral (select ${held(schema, 'x.event_id')} as held) h
     on conflict do nothing`,
    [...columns.map((column) => reports.map((row) => row[column])), reports.map(({ data }) => JSON.stringify(data ?? null))],
    `insert reports ${schema}`,
  );
}

/** Looks again at reports that wait, or no longer wait, after copies came, went or came back. */
async function park(tx: Queryable, schema: string, factIds: readonly string[]): Promise<void> {
  if (factIds.length === 0) return;
  await tx.query(
    `update ${schema}.report r set parked = not r.parked
     where r.fact_id = any($1::uuid[]) and r.parked <> (not r.retracted and not ${counting(schema, 'r.fact_id')})`,
    [factIds],
    `park reports ${schema}`,
  );
}

/** Carries retractions over to the copies and reports that they name; answers the facts that are concerned. */
async function applyRetractions(tx: Queryable, schema: string, marks: readonly RetractionMark[]): Promise<string[]> {
  if (marks.length === 0) return [];
  await upsert(tx, schema, RETRACTION, marks);
  const ids = [marks.map(({ event_id }) => event_id)];
  const marked = (table: string, column: string, value: string) =>
    tx.query<{ fact_id: string }>(
      `update ${schema}.${table} t set ${column} = ${value} from ${schema}.retraction h
       where h.event_id = t.event_id and t.event_id = any($1::uuid[]) returning t.fact_id`,
      ids,
    );
  const facts = [...(await marked('copy', 'counts', 'not h.holds')), ...(await marked('report', 'retracted', 'h.holds'))];
  return facts.map(({ fact_id }) => fact_id);
}

/**
 * A correction concerns reports and copies of all partitions, and another owner may be writing them at this moment: neither would see the
 * other's rows. So whoever brings a correction waits for those under way, and they for it.
 */
async function takeTurns(tx: Queryable, schema: string, { reports, copies, retractions }: IdentifierChanges): Promise<void> {
  if (reports.length + copies.length + retractions.length === 0) return;
  const lock = retractions.length > 0 ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  await tx.query(`select ${lock}(hashtextextended($1, 0))`, [schema], lock);
}

export async function writeIdentifiers(tx: Queryable, schema: string, changes: IdentifierChanges): Promise<void> {
  await takeTurns(tx, schema, changes);
  await writeNames(tx, schema, changes.names);
  const copied = await insertCopies(
    tx,
    schema,
    changes.copies.filter(({ onlyIfWaiting }) => !onlyIfWaiting),
  );
  await insertReports(tx, schema, changes.reports);
  const claimed = await insertCopies(
    tx,
    schema,
    changes.copies.filter(({ onlyIfWaiting }) => onlyIfWaiting),
  );
  const corrected = await applyRetractions(tx, schema, changes.retractions);
  await park(tx, schema, [...copied, ...claimed, ...corrected]);
}
