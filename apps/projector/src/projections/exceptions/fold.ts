import { changedBy, type Exception, exceptionSummary, isOngoing, isOpen } from '@waybill/domain';
import { nameKey, type StoredEvent } from '@waybill/events';
import type { ExceptionRow } from '@waybill/read-model';

function rowOf(
  shipmentId: string,
  known: ExceptionRow | undefined,
  exception: Exception,
  { revision, position, recordedTime: recorded }: StoredEvent,
): ExceptionRow {
  const { assignee } = exception;
  return {
    ...exceptionSummary(shipmentId, { exception, detectedAt: known?.detectedAt ?? recorded, updatedAt: recorded }),
    open: isOpen(exception),
    ongoing: isOngoing(exception),
    assigneeKey: assignee === undefined ? null : nameKey(assignee),
    facts: exception,
    revision,
    changed: position,
  };
}

/**
 * The rows of one shipment that its events change, in the order of its stream.
 * @param known those that the events are about
 * @param events what is not known already
 */
export function foldExceptions(shipmentId: string, known: readonly ExceptionRow[], events: readonly StoredEvent[]): ExceptionRow[] {
  const rows = new Map(known.map((row) => [row.exceptionId, row]));
  const changed = new Set<string>();
  for (const event of events) {
    for (const exception of changedBy(event, (exceptionId) => rows.get(exceptionId)?.facts as Exception | undefined)) {
      const { exceptionId } = exception;
      rows.set(exceptionId, rowOf(shipmentId, rows.get(exceptionId), exception, event));
      changed.add(exceptionId);
    }
  }
  return [...changed].flatMap((exceptionId) => rows.get(exceptionId) ?? []);
}
