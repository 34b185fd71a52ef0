import type { Queryable } from './read-database';
import { type Columns, type RowOf, sqlName, type Table } from './table';

function overwriting({ columns, key }: Table): [string, string][] {
  const others = Object.entries(columns).filter(([name]) => !key.includes(name));
  const given = (name: string) => `excluded.${sqlName(name)}`;
  return others.map(([name, column]) => [name, 'isKept' in column ? `coalesce(${given(name)}, t.${sqlName(name)})` : given(name)]);
}

function conflictClause(table: Table): string {
  const { key, onConflict, overwriteWhen } = table;
  const target = key.map(sqlName).join(', ');
  if (onConflict === 'leave') return `on conflict (${target}) do nothing`;
  const sets = (onConflict ? Object.entries(onConflict) : overwriting(table)).map(([name, value]) => `${sqlName(name)} = ${value}`);
  return `on conflict (${target}) do update set ${sets.join(', ')}${overwriteWhen ? ` where ${overwriteWhen}` : ''}`;
}

/** One statement for any number of rows: an array per column (twice as fast as an ORM's upsert, and one plan for all sizes). */
function statement(schema: string, table: Table): string {
  const columns = Object.entries(table.columns);
  const arrays = columns.map(([, { type }], i) => `$${i + 1}::${type === 'jsonb' ? 'text' : type}[]`);
  const selected = columns.map(([name, { type }]) => `x.${sqlName(name)}${type === 'jsonb' ? '::jsonb' : ''}`);
  const names = columns.map(([name]) => sqlName(name)).join(', ');
  return `insert into ${schema}.${table.name} as t (${names}) select ${selected.join(', ')} from unnest(${arrays.join(', ')}) as x (${names}) ${conflictClause(table)}`;
}

const statements = new Map<string, string>();

/** Writes rows whose keys are distinct. */
export async function upsert<C extends Columns>(
  tx: Queryable,
  schema: string,
  table: Table<C>,
  rows: readonly RowOf<Table<C>>[],
): Promise<void> {
  if (rows.length === 0) return;
  const name = `${schema}.${table.name}`;
  const sql = statements.get(name) ?? statement(schema, table);
  statements.set(name, sql);
  const params = Object.entries(table.columns).map(([column, { type }]) => {
    const values = rows.map((row) => row[column] ?? null);
    return type === 'jsonb' ? values.map((value) => (value === null ? null : JSON.stringify(value))) : values;
  });
  await tx.query(sql, params, `upsert ${name}`);
}
