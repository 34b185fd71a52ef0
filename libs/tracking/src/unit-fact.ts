import { IDENTIFIER, idIn, SHIPMENT, shipmentsOf, spokenFor } from '@waybill/domain';
import { identifierStream, shipmentStream, type Unit } from '@waybill/events';
import type { StreamWriter } from '@waybill/streams';
import { eventIn } from './event-in';
import { untilKnown } from './streams-until-known';

/**
 * The id that a report has in the stream of its unit. A copy of it names it as well: the streams of shipments are what people read.
 * The id as given when neither the unit nor any shipment that it could speak for knows it.
 */
export async function unitFactId(writer: StreamWriter, unit: Unit, eventId: string): Promise<string> {
  const stream = identifierStream(unit);
  const { seen } = await writer.load(IDENTIFIER.fold, stream);
  if (seen.has(eventId)) return eventId;
  for (const shipmentId of await untilKnown(writer, (known) => shipmentsOf(spokenFor(unit, known)))) {
    const copy = await eventIn(writer, SHIPMENT.fold, shipmentStream(shipmentId), eventId);
    if (copy) return idIn(stream, copy);
  }
  return eventId;
}
