import type { Instant } from '@waybill/events';
import { type Exception, exceptionState } from './exception';

/** An exception, when Waybill noticed it, and when something was last written about it. */
export interface Noted {
  readonly exception: Exception;
  readonly detectedAt: Instant;
  readonly updatedAt: Instant;
}

/** What lists say of an exception, now and in the past. */
export const exceptionSummary = (shipmentId: string, { exception, detectedAt, updatedAt }: Noted) => ({
  exceptionId: exception.exceptionId,
  shipmentId,
  type: exception.episode.rule,
  geofenceId: exception.episode.subject ?? null,
  state: exceptionState(exception),
  since: exception.episode.since,
  until: exception.episode.until ?? null,
  raisedAt: exception.episode.raisedAt,
  detectedAt,
  assignee: exception.assignee ?? null,
  snoozedUntil: exception.snoozedUntil ?? null,
  late: exception.late,
  backfilled: exception.backfilled,
  flapping: exception.episode.flapping,
  mergedInto: exception.retracted?.mergedInto ?? null,
  updatedAt,
});
