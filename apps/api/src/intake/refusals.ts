import type { CloudEventReason, CloudEventRefusal } from '@waybill/carriers';
import { Problem } from '../http/problem';
import type { ProblemSlug } from '../http/problem-table';

/** The problem that each reason is answered with; the compiler asks for the line of a new one. */
const PROBLEM_OF: Readonly<Record<CloudEventReason, ProblemSlug>> = {
  'unsupported-media-type': 'unsupported-media-type',
  'body-unreadable': 'malformed-request',
  'too-many-events': 'payload-too-large',
  'event-too-large': 'payload-too-large',
  'source-forbidden': 'source-forbidden',
  'invalid-cloudevent': 'invalid-cloudevent',
  'unknown-event-type': 'unknown-event-type',
  'invalid-data': 'invalid-data',
};

export const problemOfRefusal = ({ reason, detail, errors }: CloudEventRefusal): Problem =>
  new Problem(PROBLEM_OF[reason], detail, { errors });
