import { changedBy, type Exception, exceptionState, isOngoing, isOpen } from '@waybill/domain';
import { type Instant, nameKey, parseInstant, type StoredEvent } from '@waybill/events';
import type { ExceptionRow } from '@waybill/read-model';

function rowOf(
  shipmentId: string,
  known: ExceptionRow | undefined,
  exception: Exception,
  { revision, metadata }: StoredEvent,
): ExceptionRow {
  const { exceptionId, episode, late, backfilled, assignee, snoozedUntil, retracted } = exception;
  const recorded = parseInstant(metadata.recordedtime) as Instant;
  return {
    exception_id: exceptionId,
    shipment_id: shipmentId,
    rule: episode.rule,
    geofence_id: episode.subject ?? null,
    state: exceptionState(exception),
    open: isOpen(exception),
    ongoing: isOngoing(exception),
    since: episode.since,
    until: episode.until ?? null,
    raised_at: episode.raisedAt,
    detected_at: known?.detected_at ?? recorded,
    assignee: assignee ?? null,
    assignee_key: assignee === undefined ? null : nameKey(assignee),
    snoozed_until: snoozedUntil ?? null,
    late,
    backfilled,
    flapping: episode.flapping,
    merged_into: retracted?.mergedInto ?? null,
    facts: exception,
    revision,
    updated_at: recorded,
  };
}

/**
 * The rows of one shipment that its events change, in the order of its stream.
 * @param known those that the events are about
 * @param events what is not known already
 */
export function foldExceptions(shipmentId: string, known: readonly ExceptionRow[], events: readonly StoredEvent[]): ExceptionRow[] {
  const rows = new Map(known.map((row) => [row.exception_id, row]));
  const changed = new Set<string>();
  for (const event of events) {
    for (const exception of changedBy(event, (exceptionId) => rows.get(exceptionId)?.facts as Exception | undefined)) {
      const { exceptionId } = exception;
      rows.set(exceptionId, rowOf(shipmentId, rows.get(exceptionId), exception, event));
      changed.add(exceptionId);
    }
  }
  return [...changed].map((exceptionId) => rows.get(exceptionId) as ExceptionRow);
}
