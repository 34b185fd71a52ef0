import type { StoredEvent } from '@waybill/events';
import type { RetractionRow } from '@waybill/read-model';

/** What is known of a shipment's retractions: fact id → the last word on it. */
export type Retractions = ReadonlyMap<string, RetractionRow>;

type Retracting = StoredEvent<'dev.waybill.fact-retracted.v1' | 'dev.waybill.fact-reinstated.v1'>;

const rowOf = (shipmentId: string, event: Retracting): RetractionRow => ({
  shipmentId,
  factId: event.data.eventId,
  revision: event.revision,
  holds: event.type === 'dev.waybill.fact-retracted.v1',
  eventId: event.eventId,
  recordedTime: event.recordedTime,
  reason: event.data.reason,
});

/** Retractions of the facts that a batch brings or names, and which of them it changes. */
export interface ShipmentRetractions {
  readonly all: Retractions;
  readonly changed: readonly RetractionRow[];
  /** How many of the changed ones had none before. */
  readonly added: number;
}

/** The last word in stream order wins; a retraction may come before the fact that it names. */
export function foldRetractions(shipmentId: string, known: Retractions, events: readonly Retracting[]): ShipmentRetractions {
  const all = new Map(known);
  const changed = new Map<string, RetractionRow>();
  for (const event of events) {
    const row = rowOf(shipmentId, event);
    const before = all.get(row.factId);
    if (before && before.revision >= row.revision) continue;
    all.set(row.factId, row);
    changed.set(row.factId, row);
  }
  return { all, changed: [...changed.values()], added: [...changed.keys()].filter((factId) => !known.has(factId)).length };
}

export const isRetracted = (retractions: Retractions, eventId: string): boolean => retractions.get(eventId)?.holds === true;
