import type { Evidence, ExceptionRule, ExceptionState } from '@waybill/events';
import { ERASED } from '../changes/erased.table';
import { boolean, instant, int, json, nullable, position, revision, text, uuid } from '../database/columns';
import { defineTable, type RowOf } from '../database/table';

/** Every exception as its stream says up to a revision. */
export const EXCEPTION = defineTable({
  name: 'exception',
  columns: {
    exceptionId: text(),
    shipmentId: text(),
    /** The rule that was broken. */
    type: text<ExceptionRule>(),
    geofenceId: nullable(text()),
    state: text<ExceptionState>(),
    /** A person still has to see to it. */
    open: boolean(),
    /** The facts have not ended it, whatever people have done about it. */
    ongoing: boolean(),
    since: instant(),
    until: nullable(instant()),
    raisedAt: instant(),
    /** When Waybill noticed. */
    detectedAt: instant(),
    assignee: nullable(text()),
    /** By which it is found. */
    assigneeKey: nullable(text()),
    snoozedUntil: nullable(instant()),
    late: boolean(),
    backfilled: boolean(),
    flapping: boolean(),
    mergedInto: nullable(text()),
    /** What the fold goes on from; the evidence is all that others read of it. */
    facts: json<{ readonly episode: { readonly evidence: Evidence } }>(),
    /** Last event of the stream that the row contains. */
    revision: revision(),
    updatedAt: instant(),
    /** Position of the last event that the row contains. */
    changed: position(),
  },
  key: ['exceptionId'],
  about: 'shipment_id',
  indexes: {
    exception_raised: '(raised_at, exception_id)',
    exception_open: '(raised_at, exception_id) where open',
    exception_open_type: '(type, shipment_id) where open',
    exception_ongoing_type: '(type, shipment_id) where ongoing',
    exception_shipment: '(shipment_id)',
    exception_changed: '(changed)',
    exception_assignee: '(assignee_key, raised_at) where assignee_key is not null',
  },
});
export type ExceptionRow = RowOf<typeof EXCEPTION>;

/** Everything that stands in the streams of exceptions: the history of each, and lines of their shipments' timelines. */
export const STEP = defineTable({
  name: 'step',
  columns: {
    shipmentId: text(),
    revision: revision(),
    /** null for what is about no exception: a fence that was crossed as it may be. */
    exceptionId: nullable(text()),
    eventId: uuid(),
    type: text(),
    time: instant(),
    recordedTime: instant(),
    data: json<Readonly<Record<string, unknown>>>(),
    /** Place within its instant on the timeline, and the line there; null for steps that it does not show. */
    place: nullable(int()),
    position: position(),
    entry: nullable(json<unknown>()),
  },
  key: ['shipmentId', 'revision'],
  about: 'shipment_id',
  indexes: {
    step_exception: '(exception_id, revision) where exception_id is not null',
    step_timeline: '(shipment_id, time, place, position) where place is not null',
    step_retraction: `(shipment_id, (data->>'eventId')) where type = 'dev.waybill.geofence-crossing-retracted.v1'`,
  },
  onConflict: 'leave',
});
export type StepRow = RowOf<typeof STEP>;

/** What goes with a shipment that is erased. */
export const ABOUT_EXCEPTIONS = [EXCEPTION, STEP] as const;

/** Tables of the exceptions read model. */
export const EXCEPTION_TABLES = [...ABOUT_EXCEPTIONS, ERASED] as const;
