import type { Queryable } from './read-database';

/** Postgres types that a column of a batch can have. */
export type ColumnType = 'text' | 'bigint' | 'int' | 'float8' | 'uuid' | 'boolean' | 'jsonb';

/** A table that batches of rows are written to. */
export interface BatchTable {
  readonly table: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly key: readonly string[];
  /** What to do with rows that are there: overwrite (the default), leave, or an expression per column. */
  readonly onConflict?: 'overwrite' | 'leave' | Readonly<Record<string, string>>;
  /** Columns in which null leaves what is there. */
  readonly keepWhenNull?: readonly string[];
  /** Condition under which a row that is there is overwritten. */
  readonly where?: string;
  /** Columns that may be null; only needed where the table is made from this. */
  readonly nullable?: readonly string[];
}

const quoted = (name: string): string => `"${name}"`;

/** The statement that makes the table. Text sorts by code point, as it does for those who read it. */
export function createTable(schema: string, { table, columns, key, nullable = [] }: BatchTable): string {
  const lines = Object.entries(columns).map(
    ([name, type]) => `${quoted(name)} ${type}${type === 'text' ? ' collate "C"' : ''}${nullable.includes(name) ? '' : ' not null'}`,
  );
  return `create table if not exists ${schema}.${table} (${lines.join(', ')}, primary key (${key.map(quoted).join(', ')}))`;
}

function overwriting({ columns, key, keepWhenNull = [] }: BatchTable): [string, string][] {
  const names = Object.keys(columns).filter((name) => !key.includes(name));
  const given = (name: string) => `excluded.${quoted(name)}`;
  return names.map((name) => [name, keepWhenNull.includes(name) ? `coalesce(${given(name)}, t.${quoted(name)})` : given(name)]);
}

function conflictClause(it: BatchTable): string {
  const { key, onConflict = 'overwrite', where } = it;
  const target = key.map(quoted).join(', ');
  if (onConflict === 'leave') return `on conflict (${target}) do nothing`;
  const values = onConflict === 'overwrite' ? overwriting(it) : Object.entries(onConflict);
  const sets = values.map(([name, value]) => `${quoted(name)} = ${value}`);
  return `on conflict (${target}) do update set ${sets.join(', ')}${where ? ` where ${where}` : ''}`;
}

/** One statement for any number of rows: an array per column (twice as fast as an ORM's upsert, and one plan for all sizes). */
function statement(schema: string, it: BatchTable): string {
  const names = Object.keys(it.columns);
  const arrays = names.map((name, i) => {
    const type = it.columns[name] as ColumnType;
    return type === 'jsonb' ? `$${i + 1}::text[]` : `$${i + 1}::${type}[]`;
  });
  const selected = names.map((name) => (it.columns[name] === 'jsonb' ? `x.${quoted(name)}::jsonb` : `x.${quoted(name)}`));
  const columns = names.map(quoted).join(', ');
  return `insert into ${schema}.${it.table} as t (${columns}) select ${selected.join(', ')} from unnest(${arrays.join(', ')}) as x (${columns}) ${conflictClause(it)}`;
}

const statements = new Map<string, string>();

/** Writes rows whose keys are distinct. JSON columns take any value. */
export async function upsert<Row extends object>(tx: Queryable, schema: string, it: BatchTable, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const name = `${schema}.${it.table}`;
  const sql = statements.get(name) ?? statement(schema, it);
  statements.set(name, sql);
  const params = Object.entries(it.columns).map(([column, type]) => {
    const values = rows.map((row) => (row as Record<string, unknown>)[column] ?? null);
    return type === 'jsonb' ? values.map((value) => (value === null ? null : JSON.stringify(value))) : values;
  });
  await tx.query(sql, params, `upsert ${name}`);
}
