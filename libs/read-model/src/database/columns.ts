import { formatInstant, type Instant, instantAt } from '@waybill/events';

/** Postgres types that columns of read models have. */
export type ColumnType = 'text' | 'bigint' | 'int' | 'float8' | 'uuid' | 'boolean' | 'jsonb';

/** A bigint as it is read: text from node-postgres, a number where Postgres made it into JSON; or as a row has it. */
export type Read = string | number | bigint;

/** One column: its type in Postgres, what a row has in it, and how it is shown. */
export interface Column<Value> {
  readonly type: ColumnType;
  readonly isNullable: boolean;
  /** Absent where what is read is the value already. */
  parse?(read: Read): Value;
  /** As answers have it; absent where that is what is read. */
  show?(read: Read): string | number;
}

/** A column in which writing null leaves what is there: what is long is then neither read nor written each time. It is read where it was written. */
export interface KeptColumn<Value> extends Column<Value> {
  readonly isKept: true;
}

const column = <Value>(type: ColumnType): Column<Value> => ({ type, isNullable: false });

/** Sorts by code point, as it does in JavaScript. `Value` may be narrower: text of one of these. */
export const text = <Value extends string = string>(): Column<Value> => column('text');
export const uuid = (): Column<string> => column('uuid');
export const boolean = (): Column<boolean> => column('boolean');
export const int = (): Column<number> => column('int');
export const float = (): Column<number> => column('float8');
/** A document; its members must be in a canonical order, so that two builds can be compared. */
export const json = <Value>(): Column<Value> => column('jsonb');
/** Milliseconds since the Unix epoch, UTC: exact, and cheap to read. Shown as RFC 3339 with milliseconds. */
export const instant = (): Column<Instant> => ({
  ...column<Instant>('bigint'),
  parse: (read) => instantAt(Number(read)),
  show: (read) => formatInstant(Number(read)),
});
/** Revision of an event in its stream: below 2^53. */
export const revision = (): Column<number> => ({ ...column<number>('bigint'), parse: Number, show: Number });
/** Position of the log, which can be beyond what a number holds. */
export const position = (): Column<bigint> => ({ ...column<bigint>('bigint'), parse: BigInt, show: String });

export const nullable = <Value>(of: Column<Value>): Column<Value | null> => ({ ...of, isNullable: true });
export const kept = <Value>(of: Column<Value>): KeptColumn<Value> => ({ ...of, isNullable: true, isKept: true });
