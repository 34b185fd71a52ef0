import { timelineEntryOf, timelinePlaceOf } from '@waybill/domain';
import { type Instant, parseInstant, type StoredEvent } from '@waybill/events';
import type { StepRow } from '@waybill/read-model';

/** An event as a step of its exception and a line of its shipment's timeline. */
export function stepRow(shipmentId: string, event: StoredEvent): StepRow {
  const entry = timelineEntryOf(event);
  const { eventId, type, data, revision, metadata } = event;
  return {
    shipment_id: shipmentId,
    revision,
    exception_id: 'exceptionId' in data ? (data.exceptionId as string) : null,
    event_id: eventId,
    type,
    time: parseInstant(metadata.time) as Instant,
    recorded_time: parseInstant(metadata.recordedtime) as Instant,
    data,
    place: entry ? timelinePlaceOf(entry, event).place : null,
    position: event.position,
    entry: entry ?? null,
  };
}
