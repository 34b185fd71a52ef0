import type { Queryable } from '@waybill/read-model';

export type Dump = Readonly<Record<string, readonly string[]>>;

/** Every row of every table of a schema, as sorted text; columns that may differ are left out by name. */
export async function dumpSchema(database: Queryable, schema: string, without: readonly string[] = []): Promise<Dump> {
  const tables = await database.query<{ table_name: string }>(
    'select table_name from information_schema.tables where table_schema = $1 order by 1',
    [schema],
  );
  const dump: Record<string, string[]> = {};
  for (const { table_name } of tables) {
    const rows = await database.query<{ row: string }>(`select (to_jsonb(t) - $1::text[])::text as row from ${schema}.${table_name} t`, [
      without,
    ]);
    dump[table_name] = rows.map(({ row }) => row).sort();
  }
  return dump;
}
