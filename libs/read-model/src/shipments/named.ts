import { nameKey } from '@waybill/events';
import { escapeLike } from '../cursors';
import type { Queryable } from '../database/read-database';

/** How many names, of shipments and of places, begin as it is searched for. */
export type Named = 'none' | 'few' | 'many';

/**
 * Up to so many are found by the name first and sorted afterwards. Where there are more, shipments are looked at in the order that is asked
 * for until a page is full, which then is soon.
 */
const FEW = 2_000;

/** A pattern for keys that begin like that of a name. */
export const beginsLike = (name: string): string => `${escapeLike(nameKey(name))}%`;

/** How many ids, references, identifiers, tracking numbers without their carrier, and places begin like that. */
export async function namedLike(database: Queryable, schema: string, name: string): Promise<Named> {
  // Only spaces and dashes: nothing is called so.
  if (nameKey(name) === '') return 'none';
  const [row] = await database.query<{ names: number }>(
    `select count(*)::int as names from (
       select from ${schema}.search_name where name_key like $1
       union all select from ${schema}.search_place where place_key like $1 limit ${FEW + 1}) n`,
    [beginsLike(name)],
  );
  if (!row || row.names === 0) return 'none';
  return row.names > FEW ? 'many' : 'few';
}
