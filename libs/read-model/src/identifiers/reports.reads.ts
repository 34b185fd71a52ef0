import { Cursors, pageOf, pageSize, withinBytes } from '../cursors';
import { Conditions } from '../database/conditions';
import type { Queryable } from '../database/read-database';
import { showing } from '../database/selection';
import type { PageRequest } from '../filters';
import type { Page } from '../view';
import { REPORT } from './report.table';
import { type ParkedReportView, parkedReport } from './unit.view';

const SHOWN = showing(REPORT, parkedReport);

const PARKED = new Cursors('parked', ['time', 'uuid']);

/** Reports that no shipment has at present, in event-time order. */
export async function parkedReports(database: Queryable, schema: string, page: PageRequest): Promise<Page<ParkedReportView>> {
  const conditions = new Conditions().and('parked');
  const after = PARKED.decode(page.cursor);
  if (after) conditions.and('(time, event_id) > (?::bigint, ?::uuid)', ...after);
  const size = pageSize(page.limit);
  const rows = await database.query<{ time: string; eventId: string }>(
    withinBytes(
      `select ${SHOWN.columns('r')} from ${schema}.report r where ${conditions.sql} order by time, event_id limit ${size + 1}`,
      'octet_length(data::text) + octet_length(id) + octet_length(source)',
    ),
    conditions.params,
  );
  return pageOf(rows, size, SHOWN.of, (row) => PARKED.encode(Number(row.time), row.eventId));
}
