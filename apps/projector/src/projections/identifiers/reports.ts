import { factOf, isFuture, isReportType, type StoredEvent, shipmentOfStream, storedEventId } from '@waybill/events';
import type { CopyRow, ReportRetractionRow, ReportRow } from '@waybill/read-model';

/** One id for a fact, whatever stream it stands in. */
const factId = ({ metadata }: StoredEvent): string => storedEventId(metadata.source, metadata.id, '');

const inShipment = ({ stream }: StoredEvent): boolean => shipmentOfStream(stream) !== undefined;

const distinct = <T extends { readonly eventId: string }>(rows: readonly T[]): T[] => [
  ...new Map(rows.map((row) => [row.eventId, row])).values(),
];

/** Reports in names' own streams. */
export const reportRows = (events: readonly StoredEvent[]): ReportRow[] =>
  distinct(
    events.flatMap((event) => {
      const fact = inShipment(event) ? undefined : factOf(event);
      if (!fact) return [];
      const { eventId, subject, source, id, type, time, recordedTime } = fact;
      return [{ eventId, factId: factId(event), subject, source, id, type, time, recordedTime, future: isFuture(fact), data: event.json }];
    }),
  );

/** The same reports in shipments' streams. */
export const copyRows = (events: readonly StoredEvent[]): CopyRow[] =>
  distinct(
    events.flatMap((event) => {
      if (!inShipment(event) || !isReportType(event.type)) return [];
      const onlyIfWaiting = event.metadata.subject.startsWith('shipment:');
      return [{ eventId: event.eventId, factId: factId(event), onlyIfWaiting }];
    }),
  );

/** The last word of a batch on each event that was retracted or reinstated. */
export function retractionMarks(events: readonly StoredEvent[]): ReportRetractionRow[] {
  const marks = new Map<string, ReportRetractionRow>();
  for (const event of events) {
    if (event.type !== 'dev.waybill.fact-retracted.v1' && event.type !== 'dev.waybill.fact-reinstated.v1') continue;
    const { eventId } = event.data;
    const { revision } = event;
    if ((marks.get(eventId)?.revision ?? -1) < revision) {
      marks.set(eventId, { eventId, revision, holds: event.type === 'dev.waybill.fact-retracted.v1' });
    }
  }
  return [...marks.values()];
}
