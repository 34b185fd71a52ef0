import { type Instant, keysOf } from '@waybill/events';
import type { z } from 'zod';
import type { Column, Read } from './columns';
import { type Columns, sqlName, type Table, type ValueOf } from './table';

/** Some columns of a table, and what is made of the rows that have them. */
export interface Selection<T> {
  /** For a select; `from`: the name that the table has in it. */
  columns(from: string): string;
  /** What was read with these columns; bigint may be text, as node-postgres gives it. */
  of(read: Readonly<Record<string, unknown>>): T;
}

type Convert = (column: Column<unknown>) => ((read: Read) => unknown) | undefined;

const isRead = (value: unknown): value is Read => typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';

/** @throws RangeError for a column that the table does not have */
function columnOf(columns: Columns, name: string): Column<unknown> {
  const column = columns[name];
  if (!column) throw new RangeError(`there is no column ${name}`);
  return column;
}

function selection<T>({ columns }: Table, names: readonly string[], convert: Convert, prefix = ''): Selection<T> {
  const parts = names.map((name) => ({ name, as: `${prefix}${name}`, convert: convert(columnOf(columns, name)) }));
  return {
    columns: (from) => parts.map(({ name, as }) => `${from}.${sqlName(name)} as "${as}"`).join(', '),
    of(read) {
      const made: Record<string, unknown> = {};
      for (const { name, as, convert } of parts) {
        const value = read[as];
        made[name] = convert && isRead(value) ? convert(value) : value;
      }
      return made as T;
    },
  };
}

/**
 * Reads rows, or only some columns of them.
 * @param prefix before the names under which they are read, where a table occurs twice in a query
 */
export const reading = <C extends Columns, Name extends keyof C & string>(
  table: Table<C>,
  names: readonly Name[] = keysOf<Name>(table.columns),
  prefix = '',
): Selection<{ readonly [Read in Name]: ValueOf<C[Read]> }> => selection(table, names, ({ parse }) => parse, prefix);

/** A value as an answer has it. */
type Shown<Value> = Value extends Instant | bigint ? string : Value;
/** A selection for answers. */
export interface Showing<Row, View> extends Selection<View> {
  /** Shows what was not read from the table, but is what its rows are made of. */
  ofRow(row: Row): View;
}

/** The columns of a table that are members of a schema. */
type Shared<C extends Columns, Shape> = { readonly [Name in keyof C & keyof Shape]: ValueOf<C[Name]> };
/** The members of a schema that are columns of a table. */
type Shows<C extends Columns, Shape> = { readonly [Name in keyof C & keyof Shape]: Shown<ValueOf<C[Name]>> };

/**
 * Shows the columns of a table that an answer's schema has as members. What the schema has beyond them has to be added, or the answer does
 * not compile.
 */
export function showing<C extends Columns, S extends z.ZodObject>(
  table: Table<C>,
  { shape }: S,
): Showing<Shared<C, S['shape']>, Shows<C, S['shape']>> {
  const names = Object.keys(shape).filter((name) => name in table.columns);
  const shown = selection<Shows<C, S['shape']>>(table, names, ({ show }) => show);
  return { ...shown, ofRow: shown.of };
}
