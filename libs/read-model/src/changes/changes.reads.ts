import type { Queryable } from '../database/read-database';
import type { ExceptionSummary } from '../exceptions/exception.view';
import { EXCEPTION_SUMMARY } from '../exceptions/exceptions.reads';
import type { ShipmentSummary } from '../shipments/shipment.view';
import { type ShipmentSchemas, summaryColumns, summaryOf } from '../shipments/summary.reads';
import { changedShipmentIds, MOST_CHANGES } from './changed-shipments';
import { erasedSince, type GoneRow } from './erased.reads';

/** Rows that changed behind a position, whole and as they are now. */
export interface Changes {
  readonly shipments: readonly ShipmentSummary[];
  readonly exceptions: readonly ExceptionSummary[];
  /** Rows that are there no more, since they were erased. */
  readonly gone: { readonly shipments: readonly GoneRow[]; readonly exceptions: readonly GoneRow[] };
}

type ReadRow = Parameters<typeof summaryOf>[0];

/** A shipment's summary shows its open exceptions and when it is expected, so it changes with them too. Undefined when there are too many. */
async function changedShipments(
  database: Queryable,
  schemas: ShipmentSchemas,
  since: bigint,
): Promise<readonly ShipmentSummary[] | undefined> {
  const { shipments } = schemas;
  const rows = await database.query<ReadRow & Record<string, unknown>>(
    `with changed as (${changedShipmentIds(schemas)})
     select ${summaryColumns(schemas)} from changed join ${shipments}.shipment s using (shipment_id) join ${shipments}.live l using (shipment_id)
     where s.registered`,
    [since],
  );
  return rows.length > MOST_CHANGES ? undefined : rows.map(summaryOf);
}

async function changedExceptions(database: Queryable, schema: string, since: bigint): Promise<readonly ExceptionSummary[] | undefined> {
  const rows = await database.query(
    `select ${EXCEPTION_SUMMARY.columns('e')} from ${schema}.exception e where changed > $1 order by changed limit ${MOST_CHANGES + 1}`,
    [since],
  );
  return rows.length > MOST_CHANGES ? undefined : rows.map(EXCEPTION_SUMMARY.of);
}

/** What changed behind a position; undefined when it is more than is told one by one. */
export async function changesSince(database: Queryable, schemas: ShipmentSchemas, since: bigint): Promise<Changes | undefined> {
  const shipments = await changedShipments(database, schemas, since);
  const exceptions = shipments && (await changedExceptions(database, schemas.exceptions, since));
  if (!exceptions) return undefined;
  const erased = (schema: string) => erasedSince(database, schema, since, MOST_CHANGES + 1);
  const gone = { shipments: await erased(schemas.shipments), exceptions: await erased(schemas.exceptions) };
  return [gone.shipments, gone.exceptions].some(({ length }) => length > MOST_CHANGES) ? undefined : { shipments, exceptions, gone };
}
