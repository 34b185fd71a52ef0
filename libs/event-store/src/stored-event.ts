import type { AllStreamRecordedEvent, RecordedEvent } from '@eventstore/db-client';
import { inCurrentForm, type StoredEvent, type UpcasterTable } from '@waybill/events';

type Recorded = RecordedEvent | AllStreamRecordedEvent;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !(value instanceof Uint8Array);

/**
 * The stored event as the language knows it, earlier versions in their current form; undefined for what is not of it: the store's own events, types that a newer
 * version may have written, anything whose data or metadata is no JSON object.
 */
export function toStoredEvent(recorded: Recorded | undefined, upcasters?: UpcasterTable): StoredEvent | undefined {
  if (!recorded?.isJson || !isObject(recorded.data) || !isObject(recorded.metadata)) return undefined;
  const current = inCurrentForm(recorded.type, recorded.data, upcasters);
  return current && asStoredEvent(recorded, current);
}

/** The same without looking at type and content: for comparing ids and positions. */
export function asStoredEvent(recorded: Recorded, { type, data }: { type: string; data: unknown } = recorded): StoredEvent {
  const position = recorded.position as { commit: bigint; prepare: bigint };
  return {
    eventId: recorded.id,
    type,
    data,
    metadata: recorded.metadata,
    stream: recorded.streamId,
    revision: Number(recorded.revision),
    position: position.commit,
    preparePosition: position.prepare,
    appendedAt: recorded.created?.getTime(),
  } as unknown as StoredEvent;
}
