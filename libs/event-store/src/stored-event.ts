import type { AllStreamRecordedEvent, RecordedEvent } from '@eventstore/db-client';
import { isEventType, type StoredEvent } from '@waybill/events';

type Recorded = RecordedEvent | AllStreamRecordedEvent;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !(value instanceof Uint8Array);

/**
 * The stored event as the language knows it, or undefined for what is not of it: the store's own events, types that a newer
 * version may have written, anything whose data or metadata is no JSON object.
 */
export function toStoredEvent(recorded: Recorded | undefined): StoredEvent | undefined {
  if (!recorded || !isEventType(recorded.type)) return undefined;
  if (!recorded.isJson || !isObject(recorded.data) || !isObject(recorded.metadata)) return undefined;
  return asStoredEvent(recorded);
}

/** The same without looking at type and content: for comparing ids and positions. */
export function asStoredEvent(recorded: Recorded): StoredEvent {
  const position = recorded.position as { commit: bigint; prepare: bigint };
  return {
    eventId: recorded.id,
    type: recorded.type,
    data: recorded.data,
    metadata: recorded.metadata,
    stream: recorded.streamId,
    revision: Number(recorded.revision),
    position: position.commit,
    preparePosition: position.prepare,
  } as unknown as StoredEvent;
}
