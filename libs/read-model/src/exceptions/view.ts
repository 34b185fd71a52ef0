import { formatInstant } from '@waybill/events';
import type { ExceptionSummary } from './exception.view';
import type { ExceptionRow } from './rows';

/** bigint comes as text from node-postgres. */
export type ExceptionRead = { [K in keyof ExceptionRow]: ExceptionRow[K] extends number | null ? string | null : ExceptionRow[K] };

/** A row without what only details show. */
export type SummarizedException = Omit<ExceptionRow, 'facts' | 'open' | 'ongoing' | 'assignee_key' | 'revision'>;

/** What `exceptionView` shows. The evidence is not among it: it can be long, and to read it costs more than all the rest. */
export const SUMMARY_COLUMNS = `exception_id, shipment_id, rule, geofence_id, state, since, until, raised_at, detected_at, assignee, snoozed_until,
  late, backfilled, flapping, merged_into, updated_at`;

export const iso = (millis: string | number | null): string => formatInstant(Number(millis));
const isoOrNull = (millis: string | number | null): string | null => (millis === null ? null : iso(millis));

/** Also for rows that Postgres made into JSON, with numbers for bigint. */
export const exceptionView = (row: ExceptionRead | SummarizedException): ExceptionSummary => ({
  exceptionId: row.exception_id,
  shipmentId: row.shipment_id,
  type: row.rule,
  geofenceId: row.geofence_id,
  state: row.state,
  since: iso(row.since),
  until: isoOrNull(row.until),
  raisedAt: iso(row.raised_at),
  detectedAt: iso(row.detected_at),
  assignee: row.assignee,
  snoozedUntil: isoOrNull(row.snoozed_until),
  late: row.late,
  backfilled: row.backfilled,
  flapping: row.flapping,
  mergedInto: row.merged_into,
  updatedAt: iso(row.updated_at),
});
