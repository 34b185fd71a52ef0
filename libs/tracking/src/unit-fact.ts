import { identifierFold, shipmentFold } from '@waybill/domain';
import { isUnusable } from '@waybill/event-store';
import { identifierStream, type StoredEvent, shipmentStream, storedEventId, type Unit } from '@waybill/events';
import type { StreamWriter } from '@waybill/streams';

async function eventIn(writer: StreamWriter, stream: string, eventId: string): Promise<StoredEvent | undefined> {
  try {
    const { seen } = await writer.refresh(shipmentFold, stream);
    if (!seen.has(eventId)) return undefined;
    for await (const event of writer.log.read(stream, { direction: 'backwards' })) if (event.eventId === eventId) return event;
  } catch (error) {
    if (!isUnusable(error)) throw error;
  }
  return undefined;
}

/**
 * The id that a report has in the stream of its unit. A copy of it names it as well: the streams of shipments are what people read.
 * The id as given when neither the unit nor anybody who was aboard knows it.
 */
export async function unitFactId(writer: StreamWriter, unit: Unit, eventId: string): Promise<string> {
  const stream = identifierStream(unit);
  const { state, seen } = await writer.load(identifierFold, stream);
  if (seen.has(eventId)) return eventId;
  for (const shipmentId of new Set([...state.shipments, ...state.holdings.map((holding) => holding.shipmentId)])) {
    const copy = await eventIn(writer, shipmentStream(shipmentId), eventId);
    if (copy) return storedEventId(copy.metadata.source, copy.metadata.id, stream);
  }
  return eventId;
}
