import type { StoredEvent } from '@waybill/events';

/** Which events of a shipment's stream count. */
export interface EffectiveSet {
  /** Every event that no retraction holds back, in stream order; retractions and reinstatements themselves are left out. */
  readonly events: readonly StoredEvent[];
  /** Stored id of a retracted event → stored id of the retraction that holds it back. */
  readonly retractedBy: ReadonlyMap<string, string>;
}

/**
 * Sorts out which facts count, from the events of one shipment in stream order: the last retraction or reinstatement of an
 * event id wins. A retraction may stand before the fact that it names (a retracted fact that is redelivered stays retracted).
 */
export function effectiveFacts(events: readonly StoredEvent[]): EffectiveSet {
  const retractedBy = new Map<string, string>();
  const others: StoredEvent[] = [];
  for (const event of events) {
    if (event.type === 'dev.waybill.fact-retracted.v1') retractedBy.set(event.data.eventId, event.eventId);
    else if (event.type === 'dev.waybill.fact-reinstated.v1') retractedBy.delete(event.data.eventId);
    else others.push(event);
  }
  return { events: others.filter(({ eventId }) => !retractedBy.has(eventId)), retractedBy };
}
