import { factOf, isFuture, isReportType, type StoredEvent, shipmentOfStream, storedEventId } from '@waybill/events';
import type { CopyRow, ReportRow, RetractionMark } from '@waybill/read-model';

/** One id for a fact, whatever stream it stands in. */
const factId = ({ metadata }: StoredEvent): string => storedEventId(metadata.source, metadata.id, '');

const inShipment = ({ stream }: StoredEvent): boolean => shipmentOfStream(stream) !== undefined;

const distinct = <T extends { readonly event_id: string }>(rows: readonly T[]): T[] => [
  ...new Map(rows.map((row) => [row.event_id, row])).values(),
];

/** Reports in names' own streams. */
export const reportRows = (events: readonly StoredEvent[]): ReportRow[] =>
  distinct(
    events.flatMap((event) => {
      const fact = inShipment(event) ? undefined : factOf(event);
      if (!fact) return [];
      const { eventId, subject, source, id, type, time, recordedTime, data } = fact;
      const times = { time, recorded_time: recordedTime, future: isFuture(fact) };
      return [{ event_id: eventId, fact_id: factId(event), subject, source, id, type, ...times, data }];
    }),
  );

/** The same reports in shipments' streams. */
export const copyRows = (events: readonly StoredEvent[]): CopyRow[] =>
  distinct(
    events.flatMap((event) => {
      if (!inShipment(event) || !isReportType(event.type)) return [];
      const onlyIfWaiting = event.metadata.subject.startsWith('shipment:');
      return [{ event_id: event.eventId, fact_id: factId(event), onlyIfWaiting }];
    }),
  );

/** The last word of a batch on each event that was retracted or reinstated. */
export function retractionMarks(events: readonly StoredEvent[]): RetractionMark[] {
  const marks = new Map<string, RetractionMark>();
  for (const event of events) {
    if (event.type !== 'dev.waybill.fact-retracted.v1' && event.type !== 'dev.waybill.fact-reinstated.v1') continue;
    const { eventId } = event.data;
    const { revision } = event;
    if ((marks.get(eventId)?.revision ?? -1) < revision) {
      marks.set(eventId, { event_id: eventId, revision, holds: event.type === 'dev.waybill.fact-retracted.v1' });
    }
  }
  return [...marks.values()];
}
