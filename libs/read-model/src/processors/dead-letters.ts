import { Cursors, pageOf, pageSize } from '../cursors';
import { Conditions } from '../database/conditions';
import type { Queryable } from '../database/read-database';
import type { DeadLetterFilter } from '../filters';
import { iso, isoOrNull, type Page } from '../view';
import type { DeadLetterView } from './dead-letter.view';
import { DEADLINE, storable } from './set-aside';

/** Of the view, with its times in milliseconds; `stream` may have bytes that are no text in Postgres. */
type Row = Omit<DeadLetterView, 'stream'> & { readonly stream: Buffer };

const CURSORS = new Cursors('dead letters', ['text', 'int', 'text', 'position']);

const viewOf = (row: Row): DeadLetterView => ({
  ...row,
  stream: row.type === DEADLINE ? null : row.stream.toString('utf8'),
  setAsideAt: iso(row.setAsideAt),
  retriedAt: isoOrNull(row.retriedAt),
});

/** Events that a processor set aside, by key in log order: the one that failed, then those that wait behind it. */
export async function deadLetters(database: Queryable, page: DeadLetterFilter): Promise<Page<DeadLetterView>> {
  const conditions = new Conditions();
  if (page.processor !== undefined) conditions.and('processor = ?', storable(page.processor));
  if (page.key !== undefined) conditions.and('key = ?', storable(page.key));
  const after = CURSORS.decode(page.cursor);
  if (after) conditions.and('(processor, version, key, position) > (?, ?::int, ?, ?::bigint)', ...after);
  const size = pageSize(page.limit);
  const rows = await database.query<Row>(
    `select processor, version, key, position, partition, dead_letter.event_id as "eventId", stream, type, error,
       (extract(epoch from set_aside_at) * 1000)::bigint as "setAsideAt", retries,
       (extract(epoch from retried_at) * 1000)::bigint as "retriedAt", r.action as request
     from waybill.dead_letter left join waybill.dead_letter_request r using (processor, version, key) where ${conditions.sql} order by processor, version, key, position limit ${size + 1}`,
    conditions.params,
  );
  return pageOf(rows, size, viewOf, (row) => CURSORS.encode(row.processor, row.version, row.key, row.position));
}
