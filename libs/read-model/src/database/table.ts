import type { Column, KeptColumn } from './columns';

export type Columns = Readonly<Record<string, Column<unknown> | KeptColumn<unknown>>>;

/**
 * A table of a read model. Its columns are said here and nowhere else: statements, rows and views are made from them. In Postgres the column
 * `raisedAt` is called `raised_at`, as it is in the SQL below.
 */
export interface Table<C extends Columns = Columns> {
  readonly name: string;
  readonly columns: C;
  readonly key: readonly string[];
  /**
   * SQL for what a row is about: the key that its projection keeps in order. Builds are compared by it. No column may depend on when or in
   * which batch a row was written, since two builds would never be equal.
   */
  readonly about: string;
  /** By name, what comes behind the table: columns, and a condition. */
  readonly indexes?: Readonly<Record<string, string>>;
  /** Storage parameters, for example a fill factor. */
  readonly storage?: string;
  /** What becomes of a row that is there when it is written again: overwritten (when absent), left, or SQL for each column that changes. */
  readonly onConflict?: 'leave' | Readonly<Record<string, string>>;
  /** SQL for when a row that is there is overwritten: it is `t`, what comes is `excluded`. */
  readonly overwriteWhen?: string;
}

/** Names of columns have to be some of the table's own. */
interface Names<C extends Columns> {
  readonly key: readonly (keyof C)[];
  readonly onConflict?: 'leave' | { readonly [Name in keyof C]?: string };
}

export const defineTable = <const C extends Columns>(table: Table<C> & Names<C>): Table<C> => table;

/** What is read from a column. */
export type ValueOf<C> = C extends Column<infer Value> ? Value : never;
/** A row as it is written. */
export type RowOf<T extends Table> = {
  readonly [Name in keyof T['columns']]: T['columns'][Name] extends KeptColumn<infer Kept> ? Kept | null : ValueOf<T['columns'][Name]>;
};

/** The name of a column in SQL. */
export const sqlName = (column: string): string => `"${column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`;

function createTable(schema: string, { name, columns, key, indexes = {}, storage }: Table): string[] {
  const lines = Object.entries(columns).map(
    ([column, { type, isNullable }]) =>
      `${sqlName(column)} ${type}${type === 'text' ? ' collate "C"' : ''}${isNullable ? '' : ' not null'}`,
  );
  const primary = `primary key (${key.map(sqlName).join(', ')})`;
  return [
    `create table if not exists ${schema}.${name} (${[...lines, primary].join(', ')})${storage ? ` with (${storage})` : ''}`,
    ...Object.entries(indexes).map(([index, on]) => `create index if not exists ${index} on ${schema}.${name} ${on}`),
  ];
}

/** The statements that make tables in a schema; each bears being run again. */
export const ddlOf = (schema: string, tables: readonly Table[]): string[] => tables.flatMap((table) => createTable(schema, table));
