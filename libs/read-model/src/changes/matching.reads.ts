import { nameKey } from '@waybill/events';
import type { Conditions } from '../database/conditions';
import type { Queryable } from '../database/read-database';
import { exceptionConditions } from '../exceptions/exceptions.reads';
import type { ExceptionFilter, ShipmentFilter } from '../filters';
import { conditionsOf } from '../shipments/conditions';
import { type Named, namedLike } from '../shipments/named';
import type { ShipmentSchemas } from '../shipments/summary.reads';
import { changedShipmentIds, MOST_CHANGES } from './changed-shipments';

/** Filters that one statement answers; more take another one. */
const FILTERS_OF_A_STATEMENT = 200;
/** Where more rows fit a filter, it is not kept which ones. */
const MOST_KEPT = 10_000;

/** The rows that a filter chooses from: shipments, or exceptions. */
interface Source<Filter> {
  readonly id: string;
  readonly from: string;
  /** SQL for the `id` of rows that changed behind position $1. */
  readonly changed: string;
  /** The conditions of the list that has this filter, so that a list and a stream cannot disagree. */
  conditions(filter: Filter, params: unknown[], known?: Named): Conditions;
  /** How many have the name that a filter asks for. */
  known(filter: Filter): Promise<Named | undefined>;
}

/** By ids that are at hand, a name is looked for among the names of each of them. */
const lookedAtInTurn = ({ q }: ShipmentFilter): Named | undefined => (q === undefined ? undefined : nameKey(q) === '' ? 'none' : 'many');

const shipmentSource = (database: Queryable, schemas: ShipmentSchemas): Source<ShipmentFilter> => ({
  id: 's.shipment_id',
  from: `${schemas.shipments}.shipment s join ${schemas.shipments}.live l using (shipment_id)`,
  changed: `select shipment_id as id from (${changedShipmentIds(schemas)}) changed`,
  conditions: (filter, params, known = lookedAtInTurn(filter)) => conditionsOf(filter, known, schemas, params),
  known: async ({ q }) => (q === undefined ? undefined : namedLike(database, schemas.shipments, q)),
});

const exceptionSource = ({ exceptions }: ShipmentSchemas): Source<ExceptionFilter> => ({
  id: 'e.exception_id',
  from: `${exceptions}.exception e`,
  changed: `select exception_id as id from ${exceptions}.exception where changed > $1 order by changed limit ${MOST_CHANGES + 1}`,
  conditions: (filter, params) => exceptionConditions(filter, params),
  known: async () => undefined,
});

async function inParts<Filter, Answer>(filters: readonly Filter[], ask: (part: readonly Filter[]) => Promise<Answer[]>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let first = 0; first < filters.length; first += FILTERS_OF_A_STATEMENT)
    answers.push(...(await ask(filters.slice(first, first + FILTERS_OF_A_STATEMENT))));
  return answers;
}

/** Which of some rows fit each filter: each row is looked up once, however many filters there are. */
function matching<Filter>(database: Queryable, { id, from, conditions }: Source<Filter>, ids: readonly string[]) {
  return async (filters: readonly Filter[]): Promise<Set<string>[]> => {
    const params: unknown[] = [ids];
    const cases = filters.map((filter, index) => `case when ${conditions(filter, params).sql} then ${index} end`);
    const rows = await database.query<{ id: string; fitting: readonly number[] }>(
      `select ${id} as id, array_remove(array[${cases.join(', ')}], null) as fitting from ${from} where ${id} = any($1::text[])`,
      params,
    );
    const found = filters.map(() => new Set<string>());
    for (const row of rows) for (const index of row.fitting) found[index]?.add(row.id);
    return found;
  };
}

/** All rows that fit each filter; undefined where they are too many to be kept. */
function fitting<Filter>(database: Queryable, { id, from, conditions, known }: Source<Filter>) {
  return async (filters: readonly Filter[]): Promise<(Set<string> | undefined)[]> => {
    const params: unknown[] = [];
    const named = await Promise.all(filters.map(known));
    const selects = filters.map((filter, index) => {
      const { sql } = conditions(filter, params, named[index]);
      return `(select ${index} as filter, ${id} as id from ${from} where ${sql} limit ${MOST_KEPT + 1})`;
    });
    const rows = await database.query<{ filter: number; id: string }>(selects.join(' union all '), params);
    const found = filters.map(() => new Set<string>());
    for (const row of rows) found[row.filter]?.add(row.id);
    return found.map((ids) => (ids.size > MOST_KEPT ? undefined : ids));
  };
}

/** Those who read a list at the position, or later, may show a row that has changed since and fits no more. */
async function shown<Filter>(database: Queryable, source: Source<Filter>, filters: readonly Filter[], position: bigint) {
  const found = await inParts(filters, fitting(database, source));
  for (const { id } of await database.query<{ id: string }>(source.changed, [position])) for (const ids of found) ids?.add(id);
  return found;
}

type OfShipments = readonly ShipmentFilter[];
type OfExceptions = readonly ExceptionFilter[];

/** Which of some shipments fulfil the conditions of the list of shipments, for each of some filters. */
export const shipmentsMatching = (database: Queryable, schemas: ShipmentSchemas, ids: readonly string[], filters: OfShipments) =>
  inParts(filters, matching(database, shipmentSource(database, schemas), ids));

/** Which of some exceptions fulfil the conditions of the list of exceptions, for each of some filters. */
export const exceptionsMatching = (database: Queryable, schemas: ShipmentSchemas, ids: readonly string[], filters: OfExceptions) =>
  inParts(filters, matching(database, exceptionSource(schemas), ids));

/** The shipments that a client may show that has read the list with each of these filters, at the position or later; undefined: too many. */
export const shipmentsShown = (database: Queryable, schemas: ShipmentSchemas, filters: OfShipments, position: bigint) =>
  shown(database, shipmentSource(database, schemas), filters, position);

/** The exceptions that a client may show that has read the list with each of these filters, at the position or later; undefined: too many. */
export const exceptionsShown = (database: Queryable, schemas: ShipmentSchemas, filters: OfExceptions, position: bigint) =>
  shown(database, exceptionSource(schemas), filters, position);
