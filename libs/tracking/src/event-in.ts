import type { Fold } from '@waybill/domain';
import { isUnusable } from '@waybill/event-store';
import type { StoredEvent } from '@waybill/events';
import type { StreamWriter } from '@waybill/streams';

/** The event of this id in a stream; undefined where the stream has none, or cannot be used. It is read only when it is there. */
export async function eventIn<S>(writer: StreamWriter, fold: Fold<S>, stream: string, eventId: string): Promise<StoredEvent | undefined> {
  try {
    const { seen } = await writer.refresh(fold, stream);
    if (!seen.has(eventId)) return undefined;
    for await (const event of writer.log.read(stream, { direction: 'backwards' })) if (event.eventId === eventId) return event;
  } catch (error) {
    if (!isUnusable(error)) throw error;
  }
  return undefined;
}
