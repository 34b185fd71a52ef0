import { type JsonFault, MAX_LIST, pointerStep, REPORT_TYPES, type Report } from '@waybill/events';
import { type CloudEventReading, MAX_EVENT_BYTES } from './content-mode';
import { checkEnvelope, type SentEvent, sourceOf } from './envelope';
import { type CloudEventReason, type CloudEventRefusal, refusal } from './refusal';
import { readReport } from './report';

/** What an event is judged by, beside itself. */
export interface Judging {
  readonly maySendAs: (source: string) => boolean;
  readonly traceparent: string | undefined;
  /** Where the event stands in the body: empty, or `/<index>` in a batch. */
  readonly root?: string;
}

/** A report that can be taken in, or why the event cannot be; `source` and `id` as far as they can be read. */
export type CloudEventVerdict =
  | { readonly report: Report }
  | { readonly refusal: CloudEventRefusal; readonly source: string | null; readonly id: string | null };

const rooted = (faults: readonly JsonFault[], root = ''): JsonFault[] =>
  root === '' ? [...faults] : faults.map((fault) => ({ ...fault, pointer: root + (fault.pointer ?? '') }));

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function refuse(sent: SentEvent | undefined, reason: CloudEventReason, detail: string, errors?: readonly JsonFault[]): CloudEventVerdict {
  return { refusal: refusal(reason, detail, errors), source: text(sent?.members.source), id: text(sent?.members.id) };
}

const INVALID_ENVELOPE = 'Correct the attributes that are listed; they break the CloudEvents 1.0 specification.';
const INVALID_DATA = 'Correct what is listed; the CloudEvent is valid but lacks what its type needs.';

function judgeSent(sent: SentEvent, { maySendAs, traceparent, root }: Judging): CloudEventVerdict {
  const source = sourceOf(sent);
  if (source !== undefined && !maySendAs(source)) return refuse(sent, 'source-forbidden', 'Use the API key that was made for this source.');
  if (Object.keys(sent.members).length > MAX_LIST) {
    return refuse(sent, 'invalid-data', INVALID_DATA, rooted([{ pointer: '', detail: `must have at most ${MAX_LIST} attributes` }], root));
  }
  const envelope = checkEnvelope(sent);
  if (!('id' in envelope)) return refuse(sent, 'invalid-cloudevent', INVALID_ENVELOPE, rooted(envelope, root));
  const report = readReport(envelope, traceparent);
  if (report === 'unknown-type') {
    const errors = rooted([{ pointer: '/type', detail: `must be one of ${REPORT_TYPES.join(', ')}` }], root);
    return refuse(sent, 'unknown-event-type', 'Send one of the event types that POST /v1/events documents.', errors);
  }
  return 'source' in report ? { report } : refuse(sent, 'invalid-data', INVALID_DATA, rooted(report, root));
}

/** Puts an event through the stages of intake: whose it is, the envelope, the type, what Waybill needs. */
export function judge(reading: CloudEventReading, judging: Judging): CloudEventVerdict {
  if ('tooLarge' in reading) return refuse(reading.sent, 'event-too-large', `One event holds at most ${MAX_EVENT_BYTES / 1024} KiB.`);
  if ('fault' in reading) {
    const { pointer = '', detail } = reading.fault;
    return refuse(undefined, 'invalid-cloudevent', INVALID_ENVELOPE, rooted([{ pointer, detail }], judging.root));
  }
  return judgeSent(reading.sent, judging);
}

export const batchRoot = (index: number): string => pointerStep(index);
