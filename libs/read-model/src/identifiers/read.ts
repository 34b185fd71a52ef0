import { checkDigitIsWrong, formatInstant, type Identifier } from '@waybill/events';
import { Cursors, pageOf, pageSize, withinBytes } from '../cursors';
import { Conditions } from '../database/conditions';
import type { Queryable } from '../database/read-database';
import type { PageRequest } from '../filters';
import type { Page } from '../view';
import type { ParkedReportView } from './unit.view';

export type ReportRead = {
  event_id: string;
  source: string;
  id: string;
  type: string;
  subject: string;
  time: string;
  recorded_time: string;
  data: unknown;
};

const parkedView = (row: ReportRead): ParkedReportView => ({
  eventId: row.event_id,
  source: row.source,
  id: row.id,
  type: row.type,
  subject: row.subject,
  time: formatInstant(Number(row.time)),
  recordedTime: formatInstant(Number(row.recorded_time)),
  data: row.data,
});

const PARKED = new Cursors('parked', ['time', 'uuid']);

/** Reports that no shipment has at present, in event-time order. */
export async function parkedReports(database: Queryable, schema: string, page: PageRequest): Promise<Page<ParkedReportView>> {
  const conditions = new Conditions().and('parked');
  const after = PARKED.decode(page.cursor);
  if (after) conditions.and('(time, event_id) > (?::bigint, ?::uuid)', ...after);
  const size = pageSize(page.limit);
  const rows = await database.query<ReportRead>(
    withinBytes(
      `select * from ${schema}.report where ${conditions.sql} order by time, event_id limit ${size + 1}`,
      'octet_length(data::text) + octet_length(id) + octet_length(source)',
    ),
    conditions.params,
  );
  return pageOf(rows, size, parkedView, (row) => PARKED.encode(Number(row.time), row.event_id));
}

export const wrongCheckDigit = (scheme: string, value: string): boolean => checkDigitIsWrong({ scheme, value } as Identifier);
