import { IDENTIFIER, idIn, SHIPMENT, shipmentsOf, spokenFor } from '@waybill/domain';
import { isUnusable } from '@waybill/event-store';
import { identifierStream, type StoredEvent, shipmentStream, type Unit } from '@waybill/events';
import type { StreamWriter } from '@waybill/streams';
import { untilKnown } from './streams-until-known';

async function eventIn(writer: StreamWriter, stream: string, eventId: string): Promise<StoredEvent | undefined> {
  try {
    const { seen } = await writer.refresh(SHIPMENT.fold, stream);
    if (!seen.has(eventId)) return undefined;
    for await (const event of writer.log.read(stream, { direction: 'backwards' })) if (event.eventId === eventId) return event;
  } catch (error) {
    if (!isUnusable(error)) throw error;
  }
  return undefined;
}

/**
 * The id that a report has in the stream of its unit. A copy of it names it as well: the streams of shipments are what people read.
 * The id as given when neither the unit nor any shipment that it could speak for knows it.
 */
export async function unitFactId(writer: StreamWriter, unit: Unit, eventId: string): Promise<string> {
  const stream = identifierStream(unit);
  const { seen } = await writer.load(IDENTIFIER.fold, stream);
  if (seen.has(eventId)) return eventId;
  for (const shipmentId of await untilKnown(writer, (known) => shipmentsOf(spokenFor(unit, known)))) {
    const copy = await eventIn(writer, shipmentStream(shipmentId), eventId);
    if (copy) return idIn(stream, copy);
  }
  return eventId;
}
