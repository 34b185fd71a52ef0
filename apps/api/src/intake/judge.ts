import { MAX_LIST, REPORT_TYPES } from '@waybill/events';
import type { Report } from '@waybill/tracking';
import { type Fault, Problem, pointerStep } from '../http/problem';
import type { ProblemSlug } from '../http/problem-table';
import { MAX_EVENT_BYTES, type Reading } from './content-mode';
import { checkEnvelope, type SentEvent, sourceOf } from './envelope';
import { readReport } from './report';

/** What an event is judged by, beside itself. */
export interface Judging {
  readonly maySendAs: (source: string) => boolean;
  readonly traceparent: string | undefined;
  /** Where the event stands in the body: empty, or `/<index>` in a batch. */
  readonly root?: string;
}

/** A report that can be taken in, or the problem with the event; `source` and `id` as far as they can be read. */
export type Verdict =
  | { readonly report: Report }
  | { readonly problem: Problem; readonly source: string | null; readonly id: string | null };

const rooted = (faults: readonly Fault[], root = ''): Fault[] =>
  root === '' ? [...faults] : faults.map((fault) => ({ ...fault, pointer: root + (fault.pointer ?? '') }));

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function refuse(sent: SentEvent | undefined, slug: ProblemSlug, detail: string, errors?: readonly Fault[]): Verdict {
  return { problem: new Problem(slug, detail, { errors }), source: text(sent?.members.source), id: text(sent?.members.id) };
}

const INVALID_ENVELOPE = 'Correct the attributes that are listed; they break the CloudEvents 1.0 specification.';
const INVALID_DATA = 'Correct what is listed; the CloudEvent is valid but lacks what its type needs.';

function judgeSent(sent: SentEvent, { maySendAs, traceparent, root }: Judging): Verdict {
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
export function judge(reading: Reading, judging: Judging): Verdict {
  if ('tooLarge' in reading) return refuse(reading.sent, 'payload-too-large', `One event holds at most ${MAX_EVENT_BYTES / 1024} KiB.`);
  if ('fault' in reading) {
    const { pointer = '', detail } = reading.fault;
    return refuse(undefined, 'invalid-cloudevent', INVALID_ENVELOPE, rooted([{ pointer, detail }], judging.root));
  }
  return judgeSent(reading.sent, judging);
}

export const batchRoot = (index: number): string => pointerStep(index);
