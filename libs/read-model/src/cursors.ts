import { InvalidCursor } from './database/errors';

/** Parts of a keyset cursor: the order it belongs to, then the sort key of the last row. */
export type CursorParts = readonly (string | number)[];

export const MAX_LIMIT = 200;
const DEFAULT_LIMIT = 50;

/** A page size within 1 to 200. */
export const pageSize = (limit: number | undefined): number => Math.min(MAX_LIMIT, Math.max(1, Math.trunc(limit ?? DEFAULT_LIMIT)));

export const encodeCursor = (order: string, key: CursorParts): string => Buffer.from(JSON.stringify([order, ...key])).toString('base64url');

const isKey = (part: unknown): boolean => (typeof part === 'string' && part.length <= 512) || Number.isSafeInteger(part);

/** @throws InvalidCursor when it does not parse, or was made for another order. `types` names the kinds of its parts. */
export function decodeCursor(order: string, cursor: string | undefined, types: readonly ('string' | 'number')[]): CursorParts | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [madeFor, ...key] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    const fits = key.length === types.length && key.every((part, i) => isKey(part) && typeof part === types[i]);
    if (madeFor === order && fits) return key as CursorParts;
  } catch {
    // Falls through: whatever is wrong with it, it is not ours.
  }
  throw new InvalidCursor('The cursor does not belong to this list; take nextCursor of the page before, with the same sort.');
}

/** A page of what was read with one row more than asked for, which tells whether there is another page. */
export function pageOf<Row, View>(
  rows: readonly Row[],
  size: number,
  view: (row: Row) => View,
  cursorOf: (row: Row) => string,
): { items: View[]; nextCursor: string | null } {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return { items: shown.map(view), nextCursor: rows.length > size && last ? cursorOf(last) : null };
}

/** Text in a LIKE pattern that stands for itself. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (char) => `\\${char}`);
