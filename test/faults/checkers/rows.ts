import type { Queryable } from '@waybill/read-model';

/** Count and hash of the rows of a table that fall into one bucket. */
interface Bucket {
  readonly bucket: number;
  readonly rows: string;
  readonly sum: string;
}

const MAX_NAMED = 5;

/** Two sums of 60 bits of each row's MD5: the same for the same rows in any order, another one for any other rows. */
const BUCKETS = (table: string, but: string) => `
  select ('x' || substr(hash, 1, 3))::bit(12)::int as bucket, count(*) as rows,
    sum(('x' || substr(hash, 4, 14))::bit(56)::bigint) || ' ' || sum(('x' || substr(hash, 18, 14))::bit(56)::bigint) as sum
  from (select md5(t::text) as hash from ${table} t where ${but}) hashed group by 1`;

const ROWS = (table: string, but: string) =>
  `select t::text as row from ${table} t where ${but} and ('x' || substr(md5(t::text), 1, 3))::bit(12)::int = any($1)`;

/** Tables of all read models that are live, by processor, with their schema. */
async function tablesOf(database: Queryable): Promise<Map<string, string>> {
  const rows = await database.query<{ name: string; table: string; at: string }>(`
    select p.name, t.table_name as table, p.schema || '.' || t.table_name as at
    from waybill.processor p join information_schema.tables t on t.table_schema = p.schema where p.kind = 'projection' order by 1, 2`);
  return new Map(rows.map(({ name, table, at }) => [`${name}.${table}`, at]));
}

/**
 * Compares every row of every live read model of two databases, however many there are: by hashes, and row by row where those differ.
 * Answers what is different, naming some of the rows, and how many rows were compared. Rows that contain a text can be left out.
 */
export async function differingRows(
  live: Queryable,
  clean: Queryable,
  ignoring?: string,
): Promise<{ differences: string[]; rows: number }> {
  const [a, b] = [await tablesOf(live), await tablesOf(clean)];
  const but = ignoring === undefined ? 'true' : `strpos(t::text, '${ignoring}') = 0`;
  const differences: string[] = [];
  let rows = 0;
  for (const table of new Set([...a.keys(), ...b.keys()])) {
    const [one, other] = [a.get(table), b.get(table)];
    if (!one || !other) differences.push(`${table}: exists on one side only`);
    else {
      const found = await differingIn(table, { database: live, table: one, but }, { database: clean, table: other, but });
      differences.push(...found.differences);
      rows += found.rows;
    }
  }
  if (rows === 0) differences.push('there are no rows to compare');
  return { differences, rows };
}

interface Side {
  readonly database: Queryable;
  readonly table: string;
  /** Condition of the rows that count. */
  readonly but: string;
}

async function differingIn(name: string, live: Side, clean: Side): Promise<{ differences: string[]; rows: number }> {
  const [a, b] = await Promise.all([buckets(live), buckets(clean)]);
  const wrong = [...new Set([...a.keys(), ...b.keys()])].filter((bucket) => a.get(bucket)?.sum !== b.get(bucket)?.sum);
  const rows = [...a.values()].reduce((sum, bucket) => sum + Number(bucket.rows), 0);
  if (wrong.length === 0) return { differences: [], rows };
  const [liveRows, cleanRows] = await Promise.all([rowsIn(live, wrong), rowsIn(clean, wrong)]);
  const extra = liveRows.filter((row) => !cleanRows.includes(row)).map((row) => `${name}: only the live one has ${row}`);
  const lacking = cleanRows.filter((row) => !liveRows.includes(row)).map((row) => `${name}: only the clean one has ${row}`);
  return { differences: [...extra.slice(0, MAX_NAMED), ...lacking.slice(0, MAX_NAMED)], rows };
}

async function buckets({ database, table, but }: Side): Promise<Map<number, Bucket>> {
  const found = await database.query<Bucket>(BUCKETS(table, but));
  return new Map(found.map((bucket) => [bucket.bucket, bucket]));
}

async function rowsIn({ database, table, but }: Side, wrong: readonly number[]): Promise<string[]> {
  return (await database.query<{ row: string }>(ROWS(table, but), [wrong])).map(({ row }) => row);
}
