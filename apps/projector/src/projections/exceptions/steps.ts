import { timelineEntryOf, timelinePlaceOf } from '@waybill/domain';
import type { StoredEvent } from '@waybill/events';
import type { StepRow } from '@waybill/read-model';

/** An event as a step of its exception and a line of its shipment's timeline. */
export function stepRow(shipmentId: string, event: StoredEvent): StepRow {
  const entry = timelineEntryOf(event);
  const { eventId, type, time, recordedTime, json: data, revision } = event;
  return {
    shipmentId,
    revision,
    exceptionId: 'exceptionId' in data && typeof data.exceptionId === 'string' ? data.exceptionId : null,
    eventId,
    type,
    time,
    recordedTime,
    data,
    place: entry ? timelinePlaceOf(entry, event).place : null,
    position: event.position,
    entry: entry ?? null,
  };
}
