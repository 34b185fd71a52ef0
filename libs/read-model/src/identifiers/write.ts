import type { Queryable } from '../database/read-database';
import { batchOf, upsert } from '../database/upsert';
import { HOLDING, type HoldingRow, LAST_STAY, type LastStayRow, NAME, type NameRow, PASSENGER, type PassengerRow } from './name.table';
import { REPORT, REPORT_RETRACTION, type ReportRetractionRow, type ReportRow } from './report.table';

/** The same report in a shipment's stream. */
export interface CopyRow {
  readonly eventId: string;
  readonly factId: string;
  /** Worth a row only if a report is waiting: most reports about a shipment by its own id never did. */
  readonly onlyIfWaiting: boolean;
}

export interface IdentifierChanges {
  readonly names: NameChanges;
  readonly reports: readonly ReportRow[];
  readonly copies: readonly CopyRow[];
  readonly retractions: readonly ReportRetractionRow[];
}

/** Rows by table; `undone` are holds that are no more. */
export interface NameChanges {
  readonly names: readonly NameRow[];
  readonly holdings: readonly HoldingRow[];
  readonly undone: readonly HoldingRow[];
  readonly passengers: readonly PassengerRow[];
  readonly stays: readonly LastStayRow[];
}

async function writeNames(tx: Queryable, schema: string, { names, holdings, undone, passengers, stays }: NameChanges): Promise<void> {
  await upsert(tx, schema, NAME, names);
  await upsert(tx, schema, HOLDING, holdings);
  await removeHoldings(tx, schema, undone);
  await upsert(tx, schema, PASSENGER, passengers);
  await upsert(tx, schema, LAST_STAY, stays);
}

async function removeHoldings(tx: Queryable, schema: string, rows: readonly HoldingRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `delete from ${schema}.holding h using unnest($1::text[], $2::text[], $3::bigint[]) as x (scheme, value, revision)
     where h.scheme = x.scheme and h.value = x.value and h.revision = x.revision`,
    [rows.map(({ scheme }) => scheme), rows.map(({ value }) => value), rows.map(({ revision }) => revision)],
  );
}

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
    [copies.map((row) => row.eventId), copies.map((row) => row.factId), copies.map((row) => row.onlyIfWaiting)],
    `insert copies ${schema}`,
  );
  return rows.map(({ fact_id }) => fact_id);
}

const REPORTED = ['eventId', 'factId', 'subject', 'source', 'id', 'type', 'time', 'recordedTime', 'future', 'data'] as const;
const REPORTS = batchOf(REPORT, REPORTED);

/** Whether a report is retracted or waits depends on what came before it. */
async function insertReports(tx: Queryable, schema: string, reports: readonly ReportRow[]): Promise<void> {
  if (reports.length === 0) return;
  await tx.query(
    `insert into ${schema}.report (${REPORTS.columns}, retracted, parked)
     select x.*, held, not held and not ${counting(schema, 'x.fact_id')}
     from ${REPORTS.relation} x, lateral (select ${held(schema, 'x.event_id')} as held) h
     on conflict do nothing`,
    REPORTS.params(reports),
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
async function applyRetractions(tx: Queryable, schema: string, marks: readonly ReportRetractionRow[]): Promise<string[]> {
  if (marks.length === 0) return [];
  await upsert(tx, schema, REPORT_RETRACTION, marks);
  const ids = [marks.map(({ eventId }) => eventId)];
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
 * other's rows. So an owner that brings a correction waits for the batches under way, and they for it.
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
