import { formatInstant } from '@waybill/events';
import { Cursors, pageOf, pageSize } from '../cursors';
import { Conditions } from '../database/conditions';
import type { Queryable } from '../database/read-database';
import type { DeadLetterFilter } from '../filters';
import type { Page } from '../view';
import { DEADLINE, storable } from './parked';
import type { DeadLetterView } from './views';

type Row = {
  processor: string;
  version: number;
  key: string;
  position: string;
  partition: number;
  event_id: string;
  stream: Buffer;
  type: string;
  error: string | null;
  parked_at: string;
  retries: number;
  retried_at: string | null;
  request: 'retry' | 'discard' | null;
};

const CURSORS = new Cursors('dead letters', ['text', 'int', 'text', 'position']);

const viewOf = (row: Row): DeadLetterView => ({
  processor: row.processor,
  version: row.version,
  partition: row.partition,
  key: row.key,
  position: row.position,
  eventId: row.event_id,
  stream: row.type === DEADLINE ? null : row.stream.toString('utf8'),
  type: row.type,
  error: row.error,
  parkedAt: formatInstant(Number(row.parked_at)),
  retries: row.retries,
  retriedAt: row.retried_at === null ? null : formatInstant(Number(row.retried_at)),
  request: row.request,
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
    `select processor, version, key, position, partition, parked_event.event_id, stream, type, error,
       (extract(epoch from parked_at) * 1000)::bigint as parked_at, retries,
       (extract(epoch from retried_at) * 1000)::bigint as retried_at, r.action as request
     from waybill.parked_event left join waybill.dead_letter_request r using (processor, version, key) where ${conditions.sql} order by processor, version, key, position limit ${size + 1}`,
    conditions.params,
  );
  return pageOf(rows, size, viewOf, (row) => CURSORS.encode(row.processor, row.version, row.key, row.position));
}
