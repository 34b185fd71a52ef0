import type { Queryable } from '../database/read-database';
import type { Table } from '../database/table';
import type { KeySum } from './merge';

/** Keys that are fetched at once. */
const FETCH = 2_000;
/** Any two numbers: a row that is changed without changing both hashes would have to be made on purpose. */
const SEEDS = [1, 2] as const;

const sum = (seed: number): string => `sum(hashtextextended(t::text, ${seed}))::text`;

type SumRow = { key: string; rows: string; one: string; two: string };

/** Sums of a table's rows by key, in the order of the keys, through a cursor: memory stays the same for any number of rows. */
export async function* keySums(tx: Queryable, schema: string, { name, about }: Table): AsyncGenerator<KeySum> {
  await tx.query(
    `declare sums no scroll cursor for
     select (${about}) collate "C" as key, count(*) as rows, ${sum(SEEDS[0])} as one, ${sum(SEEDS[1])} as two
     from ${schema}.${name} t group by 1 order by 1`,
  );
  try {
    for (;;) {
      const rows = await tx.query<SumRow>(`fetch ${FETCH} from sums`);
      for (const { key, rows: count, one, two } of rows) yield { key, rows: Number(count), sums: [BigInt(one), BigInt(two)] };
      if (rows.length < FETCH) break;
    }
  } finally {
    await tx.query('close sums').catch(() => {});
  }
}

/** Rows shown of one side of a difference, and how much of each. */
const SHOWN_ROWS = 3;
const SHOWN_CHARACTERS = 2_000;

/** The rows of one key, as JSON text. */
export async function rowsOf(tx: Queryable, schema: string, { name, about }: Table, of: string): Promise<Set<string>> {
  const rows = await tx.query<{ row: string }>(
    `select to_jsonb(t)::text as row from ${schema}.${name} t where (${about}) = $1 limit 10000`,
    [of],
  );
  return new Set(rows.map(({ row }) => row));
}

/** Of two rows only the members in which they differ. */
function membersApart(row: string, other: string): string {
  const mine: object = JSON.parse(row);
  const theirs: Record<string, unknown> = JSON.parse(other);
  return JSON.stringify(
    Object.fromEntries(Object.entries(mine).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(theirs[name]))),
  );
}

/** Rows of each side that the other has not, cut to what can be shown; where it is one against one, only what differs in them. */
export function shown(left: ReadonlySet<string>, right: ReadonlySet<string>): readonly [string[], string[]] {
  const [ours, theirs] = [[...left].filter((row) => !right.has(row)), [...right].filter((row) => !left.has(row))];
  const [a, b] = [ours[0], theirs[0]];
  const isOneEach = a !== undefined && b !== undefined && ours.length === 1 && theirs.length === 1;
  const cut = (rows: readonly string[]) => rows.slice(0, SHOWN_ROWS).map((row) => row.slice(0, SHOWN_CHARACTERS));
  return isOneEach ? [cut([membersApart(a, b)]), cut([membersApart(b, a)])] : [cut(ours), cut(theirs)];
}

/** The columns of each table of a schema, as one text. */
export async function columnsOf(tx: Queryable, schema: string): Promise<Map<string, string>> {
  const rows = await tx.query<{ table: string; columns: string }>(
    `select table_name as table, string_agg(column_name || ' ' || data_type, ', ' order by ordinal_position) as columns
     from information_schema.columns where table_schema = $1 group by 1`,
    [schema],
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}
