import type { Queryable } from '../database/read-database';
import { type BatchTable, upsert } from '../database/upsert';
import type { ExceptionRow, StepRow } from './rows';

const EXCEPTION: BatchTable = {
  table: 'exception',
  key: ['exception_id'],
  columns: {
    exception_id: 'text',
    shipment_id: 'text',
    rule: 'text',
    geofence_id: 'text',
    state: 'text',
    open: 'boolean',
    ongoing: 'boolean',
    since: 'bigint',
    until: 'bigint',
    raised_at: 'bigint',
    detected_at: 'bigint',
    assignee: 'text',
    assignee_key: 'text',
    snoozed_until: 'bigint',
    late: 'boolean',
    backfilled: 'boolean',
    flapping: 'boolean',
    merged_into: 'text',
    facts: 'jsonb',
    revision: 'bigint',
    updated_at: 'bigint',
  },
};

const STEP: BatchTable = {
  table: 'step',
  key: ['shipment_id', 'revision'],
  onConflict: 'leave',
  columns: {
    shipment_id: 'text',
    revision: 'bigint',
    exception_id: 'text',
    event_id: 'uuid',
    type: 'text',
    time: 'bigint',
    recorded_time: 'bigint',
    data: 'jsonb',
    place: 'int',
    position: 'bigint',
    entry: 'jsonb',
  },
};

/** What a batch changes. */
export interface ExceptionChanges {
  readonly exceptions: readonly ExceptionRow[];
  readonly steps: readonly StepRow[];
}

export async function writeExceptions(tx: Queryable, schema: string, { exceptions, steps }: ExceptionChanges): Promise<void> {
  await upsert(tx, schema, EXCEPTION, exceptions);
  await upsert(tx, schema, STEP, steps);
}

const NUMBERS = ['since', 'until', 'raised_at', 'detected_at', 'snoozed_until', 'revision', 'updated_at'] as const;

/** Some exceptions, which a batch goes on from. A shipment may have any number of others. */
export async function loadExceptions(tx: Queryable, schema: string, exceptionIds: readonly string[]): Promise<ExceptionRow[]> {
  if (exceptionIds.length === 0) return [];
  const rows = await tx.query<Record<string, unknown>>(
    `select * from ${schema}.exception where exception_id = any($1::text[])`,
    [exceptionIds],
    `load exceptions ${schema}`,
  );
  // node-postgres gives bigint as text. Ours are times and revisions: below 2^53.
  for (const row of rows) for (const name of NUMBERS) if (row[name] !== null) row[name] = Number(row[name]);
  return rows as unknown as ExceptionRow[];
}

/** Revisions up to which the streams of exceptions of some shipments are known. */
export async function loadStepRevisions(tx: Queryable, schema: string, shipmentIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ shipment_id: string; revision: string }>(
    `select x.shipment_id, s.revision from unnest($1::text[]) as x (shipment_id) cross join lateral (
       select revision from ${schema}.step s where s.shipment_id = x.shipment_id order by revision desc limit 1
     ) s`,
    [shipmentIds],
    `load step revisions ${schema}`,
  );
  return new Map(rows.map(({ shipment_id, revision }) => [shipment_id, Number(revision)]));
}
