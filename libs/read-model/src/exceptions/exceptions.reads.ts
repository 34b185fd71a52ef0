import { nameKey } from '@waybill/events';
import { Cursors, pageOf, pageSize } from '../cursors';
import { Conditions } from '../database/conditions';
import type { Queryable } from '../database/read-database';
import { reading, showing } from '../database/selection';
import type { ExceptionFilter } from '../filters';
import type { Page } from '../view';
import { EXCEPTION, type ExceptionRow, STEP } from './exception.table';
import { type ExceptionDetail, type ExceptionSummary, exceptionStep, exceptionSummary } from './exception.view';

/** The evidence is not among it: it can be long, and to read it costs more than all the rest. */
export const EXCEPTION_SUMMARY = showing(EXCEPTION, exceptionSummary);
const EXCEPTION_STEP = showing(STEP, exceptionStep);
const WHOLE = reading(EXCEPTION);
const KNOWN_STEP = reading(STEP, ['shipmentId', 'revision']);

const CURSORS = new Cursors('exceptions', ['time', 'text']);

export function exceptionConditions({ type, state, shipmentId, assignee, since }: ExceptionFilter, params?: unknown[]): Conditions {
  const conditions = new Conditions(params);
  if (type) conditions.and('type = any(?::text[])', type);
  if (state?.length === 1 && state[0] === 'open') conditions.and('open');
  else if (state) conditions.and(`state = any(?::text[])${state.includes('open') ? ' or open' : ''}`, state);
  if (shipmentId !== undefined) conditions.and('shipment_id = ?', shipmentId);
  if (assignee !== undefined) conditions.and('assignee_key = ?', nameKey(assignee));
  if (since !== undefined) conditions.and('raised_at >= ?', since);
  return conditions;
}

/** One page of exceptions, those that were raised last first. */
export async function listExceptions(database: Queryable, schema: string, filter: ExceptionFilter): Promise<Page<ExceptionSummary>> {
  const conditions = exceptionConditions(filter);
  const after = CURSORS.decode(filter.cursor);
  if (after) conditions.and('(raised_at, exception_id) < (?::bigint, ?)', ...after);
  const size = pageSize(filter.limit);
  const rows = await database.query<{ raisedAt: string; exceptionId: string }>(
    `select ${EXCEPTION_SUMMARY.columns('e')} from ${schema}.exception e where ${conditions.sql}
     order by raised_at desc, exception_id desc limit ${size + 1}`,
    conditions.params,
  );
  return pageOf(rows, size, EXCEPTION_SUMMARY.of, (row) => CURSORS.encode(Number(row.raisedAt), row.exceptionId));
}

/** Steps that one answer holds at most; one that flaps is damped long before. */
const MAX_STEPS = 1_000;

export async function readException(database: Queryable, schema: string, exceptionId: string): Promise<ExceptionDetail | undefined> {
  const [row] = await database.query<{ evidence: ExceptionDetail['evidence'] }>(
    `select ${EXCEPTION_SUMMARY.columns('e')}, e.facts #> '{episode,evidence}' as evidence from ${schema}.exception e where exception_id = $1`,
    [exceptionId],
  );
  if (!row) return undefined;
  const steps = await database.query(
    `select ${EXCEPTION_STEP.columns('s')} from ${schema}.step s where exception_id = $1 order by revision limit ${MAX_STEPS}`,
    [exceptionId],
  );
  const history = steps.map(EXCEPTION_STEP.of).map(({ data: { exceptionId: _, ...data }, ...step }) => ({ ...step, data }));
  return { ...EXCEPTION_SUMMARY.of(row), evidence: row.evidence, history };
}

/** Some exceptions, which a batch goes on from. A shipment may have any number of others. */
export async function loadExceptions(tx: Queryable, schema: string, exceptionIds: readonly string[]): Promise<ExceptionRow[]> {
  if (exceptionIds.length === 0) return [];
  const rows = await tx.query(
    `select ${WHOLE.columns('e')} from ${schema}.exception e where exception_id = any($1::text[])`,
    [exceptionIds],
    `load exceptions ${schema}`,
  );
  return rows.map(WHOLE.of);
}

/** Revisions up to which the streams of exceptions of some shipments are known. */
export async function loadStepRevisions(tx: Queryable, schema: string, shipmentIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query(
    `select ${KNOWN_STEP.columns('s')} from unnest($1::text[]) as x (shipment_id) cross join lateral (
       select * from ${schema}.step s where s.shipment_id = x.shipment_id order by revision desc limit 1
     ) s`,
    [shipmentIds],
    `load step revisions ${schema}`,
  );
  return new Map(rows.map(KNOWN_STEP.of).map(({ shipmentId, revision }) => [shipmentId, revision]));
}
