import { identifierOfStream, isNaming, type StoredEvent, shipmentOfStream } from '@waybill/events';

/**
 * The shipment that an event tells about: its own stream's, or the one that takes or gives up a name in the name's stream. A load in a
 * unit's stream is only a trace of the one in the shipment's.
 */
export function shipmentOf(event: StoredEvent): string | undefined {
  const own = shipmentOfStream(event.stream);
  if (own !== undefined) return own;
  return isNaming(event) && identifierOfStream(event.stream) ? event.data.shipmentId : undefined;
}

/** One shipment's part of a batch, in log order, without repetitions. */
export interface ShipmentEvents {
  readonly shipmentId: string;
  readonly fixes: readonly StoredEvent[];
  readonly retractions: readonly StoredEvent<'dev.waybill.fact-retracted.v1' | 'dev.waybill.fact-reinstated.v1'>[];
  /** Everything but positions: what the cold part of the read model is made from. */
  readonly others: readonly StoredEvent[];
  readonly all: readonly StoredEvent[];
}

function shipmentEvents(shipmentId: string, all: readonly StoredEvent[]): ShipmentEvents {
  const fixes = all.filter(({ type }) => type === 'dev.waybill.position-reported.v1');
  const retractions = all.filter(
    (event) => event.type === 'dev.waybill.fact-retracted.v1' || event.type === 'dev.waybill.fact-reinstated.v1',
  );
  const others = fixes.length === all.length ? [] : all.filter(({ type }) => type !== 'dev.waybill.position-reported.v1');
  return { shipmentId, fixes, retractions: retractions as ShipmentEvents['retractions'], others, all };
}

/** A batch by shipment. */
export function byShipment(events: readonly StoredEvent[]): ShipmentEvents[] {
  const groups = new Map<string, Map<string, StoredEvent>>();
  for (const event of events) {
    const shipmentId = shipmentOf(event);
    if (shipmentId === undefined) continue;
    const group = groups.get(shipmentId) ?? new Map<string, StoredEvent>();
    if (!group.has(event.eventId)) group.set(event.eventId, event);
    groups.set(shipmentId, group);
  }
  return [...groups].map(([shipmentId, group]) => shipmentEvents(shipmentId, [...group.values()]));
}
