import { checkDigitIsWrong, type Identifier, nameKey } from '@waybill/events';
import type { Queryable } from '../database/read-database';
import { showing } from '../database/selection';
import type { PageRequest } from '../filters';
import { iso } from '../view';
import { unitHolders } from './holders.reads';
import { REPORT } from './report.table';
import { reportOfUnit, type UnitView } from './unit.view';

type Name = { scheme: string; value: string };
type Stay = Name & { from: string };

const stayView = ({ scheme, value, from }: Stay): Stay => ({ scheme, value, from: iso(from) });

/** Where it is; of units of several schemes, the one that it went onto last. */
async function placeOf(database: Queryable, schema: string, { scheme, value }: Name): Promise<UnitView['on']> {
  const [row] = await database.query<Stay>(
    `select on_scheme as scheme, on_value as value, loaded_at as "from" from ${schema}.last_stay
     where scheme = $1 and value = $2 and lasts order by loaded_at desc, loaded_revision desc limit 1`,
    [scheme, value],
  );
  return row ? stayView(row) : null;
}

/** Units on it that are shown at once. */
const MAX_CARRIED = 200;

async function carriedBy(
  database: Queryable,
  schema: string,
  { scheme, value }: Name,
): Promise<Pick<UnitView, 'carries' | 'carriesCount'>> {
  const carried = `from ${schema}.last_stay where on_scheme = $1 and on_value = $2 and lasts`;
  const rows = await database.query<Stay>(
    `select scheme, value, loaded_at as "from" ${carried} order by scheme, value limit ${MAX_CARRIED}`,
    [scheme, value],
  );
  if (rows.length < MAX_CARRIED) return { carries: rows.map(stayView), carriesCount: rows.length };
  const [all] = await database.query<{ count: string }>(`select count(*) ${carried}`, [scheme, value]);
  return { carries: rows.map(stayView), carriesCount: Number(all?.count) };
}

const LAST_REPORT = showing(REPORT, reportOfUnit);

async function lastReport(database: Queryable, schema: string, { scheme, value }: Name): Promise<UnitView['lastReport']> {
  const [row] = await database.query(
    `select ${LAST_REPORT.columns('r')} from ${schema}.report r where subject = $1 and not retracted and not future
     order by r.time desc, r.recorded_time desc, r.event_id desc limit 1`,
    [`${scheme}:${value}`],
  );
  return row ? LAST_REPORT.of(row) : null;
}

async function nameOf(database: Queryable, schema: string, { scheme, value }: Name): Promise<Name | undefined> {
  const [row] = await database.query<Name>(`select scheme, value from ${schema}.name where scheme = $1 and value = $2`, [scheme, value]);
  return row;
}

/** The only name that is written like this but for case, composition, spaces and dashes. */
async function nameLike(database: Queryable, schema: string, { scheme, value }: Name): Promise<Name | undefined> {
  const [row, ...others] = await database.query<Name>(
    `select scheme, value from ${schema}.name where scheme = $1 and value_key = $2 limit 2`,
    [scheme, nameKey(value)],
  );
  return others.length === 0 ? row : undefined;
}

/** A name with a page of its holders. Draws on both read models; undefined when nothing was ever heard of it. */
export async function readUnit(
  database: Queryable,
  schemas: { readonly identifiers: string; readonly shipments: string },
  given: Name,
  page: PageRequest,
): Promise<UnitView | undefined> {
  const known = (await nameOf(database, schemas.identifiers, given)) ?? (await nameLike(database, schemas.identifiers, given));
  const { scheme, value } = known ?? given;
  const name: Name = { scheme, value };
  const report = await lastReport(database, schemas.identifiers, name);
  if (!known && !report) return undefined;
  const { items, nextCursor } = await unitHolders(database, schemas, name, page);
  return {
    ...{ scheme, value, checkDigitWrong: checkDigitIsWrong({ scheme, value } as Identifier) },
    ...{ holders: items, nextCursor },
    on: await placeOf(database, schemas.identifiers, name),
    ...(await carriedBy(database, schemas.identifiers, name)),
    lastReport: report,
  };
}
