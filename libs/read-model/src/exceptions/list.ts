import { nameKey } from '@waybill/events';
import { Cursors, pageOf, pageSize } from '../cursors';
import type { Queryable } from '../database/read-database';
import type { ExceptionFilter } from '../filters';
import { Conditions } from '../shipments/conditions';
import type { Page } from '../view';
import type { ExceptionDetail, ExceptionStepView, ExceptionSummary } from './exception.view';
import { type ExceptionRead, exceptionView, iso, SUMMARY_COLUMNS } from './view';

const CURSORS = new Cursors('exceptions', ['time', 'text']);

function conditionsOf({ type, state, shipmentId, assignee, since }: ExceptionFilter): Conditions {
  const conditions = new Conditions();
  if (type) conditions.and('rule = any(?::text[])', type);
  if (state?.length === 1 && state[0] === 'open') conditions.and('open');
  else if (state) conditions.and(`state = any(?::text[])${state.includes('open') ? ' or open' : ''}`, state);
  if (shipmentId !== undefined) conditions.and('shipment_id = ?', shipmentId);
  if (assignee !== undefined) conditions.and('assignee_key = ?', nameKey(assignee));
  if (since !== undefined) conditions.and('raised_at >= ?', since);
  return conditions;
}

/** One page of exceptions, those that were raised last first. */
export async function listExceptions(database: Queryable, schema: string, filter: ExceptionFilter): Promise<Page<ExceptionSummary>> {
  const conditions = conditionsOf(filter);
  const after = CURSORS.decode(filter.cursor);
  if (after) conditions.and('(raised_at, exception_id) < (?::bigint, ?)', ...after);
  const size = pageSize(filter.limit);
  const rows = await database.query<ExceptionRead>(
    `select ${SUMMARY_COLUMNS} from ${schema}.exception where ${conditions.sql} order by raised_at desc, exception_id desc limit ${size + 1}`,
    conditions.params,
  );
  return pageOf(rows, size, exceptionView, (row) => CURSORS.encode(Number(row.raised_at), row.exception_id));
}

type StepRead = { event_id: string; type: string; time: string; recorded_time: string; data: Record<string, unknown> };

const stepView = ({ event_id, type, time, recorded_time, data: { exceptionId: _, ...data } }: StepRead): ExceptionStepView => ({
  eventId: event_id,
  type,
  time: iso(time),
  recordedTime: iso(recorded_time),
  data,
});

/** Steps that one answer holds at most; one that flaps is damped long before. */
const MAX_STEPS = 1_000;

export async function exceptionDetail(database: Queryable, schema: string, exceptionId: string): Promise<ExceptionDetail | undefined> {
  const [row] = await database.query<ExceptionRead>(`select * from ${schema}.exception where exception_id = $1`, [exceptionId]);
  if (!row) return undefined;
  const steps = await database.query<StepRead>(
    `select event_id, type, time, recorded_time, data from ${schema}.step where exception_id = $1 order by revision limit ${MAX_STEPS}`,
    [exceptionId],
  );
  return { ...exceptionView(row), evidence: row.facts.episode.evidence, history: steps.map(stepView) };
}
