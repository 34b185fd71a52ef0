import type { AllStreamRecordedEvent, RecordedEvent as ClientEvent } from '@eventstore/db-client';
import type { UpcasterTable } from '@waybill/events';
import {
  type EventId,
  type Instant,
  isUnknown,
  isUnreadable,
  type LogEvent,
  type RecordedEvent,
  type StoredEvent,
  understand,
} from '@waybill/events';
import { StreamUnreadable } from './errors';

type FromClient = ClientEvent | AllStreamRecordedEvent;

const jsonObject = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array) ? value : undefined;

/** The event without a look at its type and content: for comparing ids and positions. */
export function recordedEvent(given: FromClient): RecordedEvent {
  // The client leaves it undefined on reads of a stream from servers before 22.6 only.
  const position = given.position as { commit: bigint; prepare: bigint };
  return {
    eventId: given.id as EventId,
    type: given.type,
    data: given.isJson ? jsonObject(given.data) : undefined,
    metadata: jsonObject(given.metadata),
    stream: given.streamId,
    revision: Number(given.revision),
    position: position.commit,
    preparePosition: position.prepare,
    appendedAt: given.created?.getTime() as Instant | undefined,
  };
}

/** The event as far as the language knows it. */
export const toLogEvent = (given: FromClient, upcasters?: UpcasterTable): LogEvent => understand(recordedEvent(given), upcasters);

/** The event when it is of the language; undefined when it is to be passed over. @throws StreamUnreadable */
export function understood(event: LogEvent): StoredEvent | undefined {
  if (isUnreadable(event)) throw new StreamUnreadable(event.stream, event.revision, event.why);
  return isUnknown(event) ? undefined : event;
}
