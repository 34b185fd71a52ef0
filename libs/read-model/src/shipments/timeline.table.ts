import { boolean, instant, int, json, position, revision, text, uuid } from '../database/columns';
import { defineTable, type RowOf } from '../database/table';

/** One line of a shipment's timeline. Whether it is retracted is read beside it. */
export const TIMELINE_ENTRY = defineTable({
  name: 'timeline_entry',
  columns: {
    shipmentId: text(),
    time: instant(),
    /** Order within one instant, then that of the log. */
    place: int(),
    position: position(),
    eventId: uuid(),
    entry: json<unknown>(),
  },
  key: ['shipmentId', 'time', 'place', 'position', 'eventId'],
  about: 'shipment_id',
  onConflict: 'leave',
});
export type TimelineRow = RowOf<typeof TIMELINE_ENTRY>;

/** The last word, in stream order, on whether a fact counts. */
export const RETRACTION = defineTable({
  name: 'retraction',
  columns: {
    shipmentId: text(),
    factId: uuid(),
    revision: revision(),
    holds: boolean(),
    eventId: uuid(),
    recordedTime: instant(),
    reason: text(),
  },
  key: ['shipmentId', 'factId'],
  about: 'shipment_id',
  overwriteWhen: 't.revision < excluded.revision',
});
export type RetractionRow = RowOf<typeof RETRACTION>;
