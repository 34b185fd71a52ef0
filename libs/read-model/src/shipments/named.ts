import { nameKey } from '@waybill/events';
import { escapeLike } from '../cursors';
import type { Queryable } from '../database/read-database';

/** Shipments that have a name which is searched for, or `many`. */
export type Named = readonly string[] | 'many';

/**
 * Up to so many are found by the name first and sorted afterwards. Where there are more, shipments are looked at in the order that is asked
 * for until a page is full, which then is soon.
 */
const FEW = 2_000;

/** A pattern for keys that begin like that of a name. */
export const beginsLike = (name: string): string => `${escapeLike(nameKey(name))}%`;

/** Who has a name that begins like that: an id, a reference, an identifier, a tracking number with or without its carrier. */
export async function shipmentsNamed(database: Queryable, schema: string, name: string): Promise<Named> {
  // Only spaces and dashes: nothing is called so.
  if (nameKey(name) === '') return [];
  const rows = await database.query<{ shipment_id: string }>(
    `select shipment_id from ${schema}.search_name where name_key like $1 limit ${FEW + 1}`,
    [beginsLike(name)],
  );
  return rows.length > FEW ? 'many' : [...new Set(rows.map(({ shipment_id }) => shipment_id))];
}
