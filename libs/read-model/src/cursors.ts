import { InvalidCursor } from './database/errors';

/** What the columns take that lists are sorted by. A part of a cursor is one of these, or the cursor is none: nothing else reaches a query. */
const KINDS = {
  text: (part: unknown): part is string =>
    typeof part === 'string' && part.length <= 1_000 && part.isWellFormed() && !part.includes('\u0000'),
  uuid: (part: unknown): part is string => typeof part === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(part),
  /** A bigint of ours: a time in milliseconds. */
  time: (part: unknown): part is number => Number.isSafeInteger(part),
  int: (part: unknown): part is number => typeof part === 'number' && Number.isInteger(part) && Math.abs(part) < 2 ** 31,
  revision: (part: unknown): part is number => typeof part === 'number' && Number.isSafeInteger(part) && part >= 0,
  /** A position of the log, which can be beyond what a number holds. */
  position: (part: unknown): part is string => typeof part === 'string' && /^\d{1,19}$/.test(part) && BigInt(part) < 2n ** 63n,
};
export type CursorKind = keyof typeof KINDS;

type PartOf<Kind extends CursorKind> = (typeof KINDS)[Kind] extends (part: unknown) => part is infer Part ? Part : never;
export type CursorParts<Kinds extends readonly CursorKind[]> = { [Index in keyof Kinds]: PartOf<Kinds[Index]> };

/** The keyset cursors of one list: `order` tells its orders apart, `kinds` are those of its sort key. */
export class Cursors<const Kinds extends readonly CursorKind[]> {
  constructor(
    private readonly order: string,
    private readonly kinds: Kinds,
  ) {}

  encode(...key: CursorParts<Kinds>): string {
    return Buffer.from(JSON.stringify([this.order, ...key])).toString('base64url');
  }

  /** The sort key of the last row before the page. @throws InvalidCursor for everything that `encode` would not have written. */
  decode(cursor: string | undefined): CursorParts<Kinds> | undefined {
    if (cursor === undefined) return undefined;
    const key = this.keyIn(cursor);
    if (key && this.encode(...key) === cursor) return key;
    throw new InvalidCursor('The cursor does not belong to this list; take nextCursor of the page before, with the same sort.');
  }

  private isKey(parts: readonly unknown[]): parts is CursorParts<Kinds> {
    return parts.length === this.kinds.length && this.kinds.every((kind, index) => KINDS[kind](parts[index]));
  }

  private keyIn(cursor: string): CursorParts<Kinds> | undefined {
    try {
      const [order, ...key]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
      return order === this.order && this.isKey(key) ? key : undefined;
    } catch {
      return undefined;
    }
  }
}

export const MAX_LIMIT = 200;
const DEFAULT_LIMIT = 50;

/** A page size within 1 to 200. */
export const pageSize = (limit: number | undefined): number => Math.min(MAX_LIMIT, Math.max(1, Math.trunc(limit ?? DEFAULT_LIMIT)));

/** A page holds no more than this, in bytes of JSON; one item is always there, whatever its size. */
export const PAGE_BYTES = 8_000_000;

/**
 * A page of what was read with one row more than asked for, which tells whether there is another page. It ends before the item that would
 * make it too large to be sent.
 */
export function pageOf<Row, View>(
  rows: readonly Row[],
  size: number,
  view: (row: Row) => View,
  cursorOf: (row: Row) => string,
  mostBytes = PAGE_BYTES,
): { items: View[]; nextCursor: string | null } {
  const items: View[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, size)) {
    const item = view(row);
    bytes += Buffer.byteLength(JSON.stringify(item));
    if (bytes > mostBytes && items.length > 0) break;
    items.push(item);
  }
  const last = rows[items.length - 1];
  return { items, nextCursor: rows.length > items.length && last !== undefined ? cursorOf(last) : null };
}

/**
 * The rows of a query, in its order, as far as a page can hold them: Postgres sends no more than that. `bytes` is the size of what is large in
 * a row and is shown as it is. JSON is up to half as long again in Postgres as in an answer, so that `pageOf` always ends a page first.
 */
export const withinBytes = (query: string, bytes: string): string => `
  select * from (
    select q.*, coalesce(sum(${bytes}) over (rows between unbounded preceding and 1 preceding), 0) as bytes_before from (${query}) q
  ) p where bytes_before <= ${2 * PAGE_BYTES}`;

/** Text in a LIKE pattern that stands for itself. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (char) => `\\${char}`);
