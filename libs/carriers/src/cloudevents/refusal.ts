import type { JsonFault } from '@waybill/events';

/** Why a request, or one event of it, is not taken in. */
export type CloudEventReason =
  | 'unsupported-media-type'
  | 'body-unreadable'
  | 'too-many-events'
  | 'event-too-large'
  | 'source-forbidden'
  | 'invalid-cloudevent'
  | 'unknown-event-type'
  | 'invalid-data';

export interface CloudEventRefusal {
  readonly reason: CloudEventReason;
  /** What the sender can do about it. */
  readonly detail: string;
  /** Each thing that is wrong, with pointers from the top of the body. */
  readonly errors?: readonly JsonFault[];
}

export const refusal = (reason: CloudEventReason, detail: string, errors?: readonly JsonFault[]): CloudEventRefusal => ({
  reason,
  detail,
  errors,
});
