import type { Queryable } from '../database/read-database';
import type { ExceptionSummary } from '../exceptions/exception.view';
import { EXCEPTION_SUMMARY, exceptionConditions } from '../exceptions/exceptions.reads';
import type { ExceptionFilter, ShipmentFilter } from '../filters';
import { conditionsOf } from '../shipments/conditions';
import { namedLike } from '../shipments/named';
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

/** Those of some shipments that fulfil the conditions of the list of shipments. */
export async function shipmentsMatching(
  database: Queryable,
  schemas: ShipmentSchemas,
  ids: readonly string[],
  filter: ShipmentFilter,
): Promise<ReadonlySet<string>> {
  const named = filter.q === undefined ? undefined : await namedLike(database, schemas.shipments, filter.q);
  const conditions = conditionsOf(filter, named, schemas).and('s.shipment_id = any(?::text[])', ids);
  const rows = await database.query<{ shipment_id: string }>(
    `select s.shipment_id from ${schemas.shipments}.shipment s join ${schemas.shipments}.live l using (shipment_id) where ${conditions.sql}`,
    conditions.params,
  );
  return new Set(rows.map(({ shipment_id }) => shipment_id));
}

/** Those of some exceptions that fulfil the conditions of the list of exceptions. */
export async function exceptionsMatching(
  database: Queryable,
  schema: string,
  ids: readonly string[],
  filter: ExceptionFilter,
): Promise<ReadonlySet<string>> {
  const conditions = exceptionConditions(filter).and('exception_id = any(?::text[])', ids);
  const rows = await database.query<{ exception_id: string }>(
    `select exception_id from ${schema}.exception where ${conditions.sql}`,
    conditions.params,
  );
  return new Set(rows.map(({ exception_id }) => exception_id));
}
