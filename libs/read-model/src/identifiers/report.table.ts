import { boolean, instant, json, revision, text, uuid } from '../database/columns';
import { defineTable, type RowOf } from '../database/table';

/** A report in a name's own stream. It is parked while no shipment has a copy of it that counts. */
export const REPORT = defineTable({
  name: 'report',
  columns: {
    eventId: uuid(),
    /** The same for a report and its copies in other streams. */
    factId: uuid(),
    subject: text(),
    source: text(),
    id: text(),
    type: text(),
    time: instant(),
    recordedTime: instant(),
    future: boolean(),
    data: json<unknown>(),
    retracted: boolean(),
    parked: boolean(),
  },
  key: ['eventId'],
  about: 'subject',
  indexes: { report_fact: '(fact_id)', report_subject: '(subject, time)', report_parked: '(time, event_id) where parked' },
});
/** What a report says; whether it is retracted or parked is found out where it is written. */
export type ReportRow = Omit<RowOf<typeof REPORT>, 'retracted' | 'parked'>;

/** The same report in a shipment's stream. It knows only the event that it is about. */
export const COPY = defineTable({
  name: 'copy',
  columns: { eventId: uuid(), factId: uuid(), counts: boolean() },
  key: ['eventId'],
  about: 'event_id::text',
  indexes: { copy_fact: '(fact_id) where counts' },
});

/** The last word, in stream order, on whether an event counts. */
export const REPORT_RETRACTION = defineTable({
  name: 'retraction',
  columns: { eventId: uuid(), revision: revision(), holds: boolean() },
  key: ['eventId'],
  about: 'event_id::text',
  overwriteWhen: 't.revision < excluded.revision',
});
export type ReportRetractionRow = RowOf<typeof REPORT_RETRACTION>;
