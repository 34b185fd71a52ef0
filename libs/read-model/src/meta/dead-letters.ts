import { formatInstant } from '@waybill/events';
import { decodeCursor, encodeCursor, pageOf, pageSize } from '../cursors';
import type { Queryable } from '../database/read-database';
import type { PageRequest } from '../filters';
import { Conditions } from '../shipments/conditions';
import type { DeadLetterView, Page } from '../views';

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
};

const ORDER = 'dead letters';

const viewOf = (row: Row): DeadLetterView => ({
  processor: row.processor,
  version: row.version,
  partition: row.partition,
  key: row.key,
  position: row.position,
  eventId: row.event_id,
  stream: row.stream.toString('utf8'),
  type: row.type,
  error: row.error,
  parkedAt: formatInstant(Number(row.parked_at)),
});

/** Events that a processor set aside, by key in log order: the one that failed, then those that wait behind it. */
export async function deadLetters(database: Queryable, page: PageRequest): Promise<Page<DeadLetterView>> {
  const conditions = new Conditions();
  const after = decodeCursor(ORDER, page.cursor, ['string', 'number', 'string', 'string']);
  if (after) conditions.and('(processor, version, key, position) > (?, ?::int, ?, ?::bigint)', ...after);
  const size = pageSize(page.limit);
  const rows = await database.query<Row>(
    `select processor, version, key, position, partition, event_id, stream, type, error,
       (extract(epoch from parked_at) * 1000)::bigint as parked_at
     from waybill.parked_event where ${conditions.sql} order by processor, version, key, position limit ${size + 1}`,
    conditions.params,
  );
  return pageOf(rows, size, viewOf, (row) => encodeCursor(ORDER, [row.processor, row.version, row.key, row.position]));
}
