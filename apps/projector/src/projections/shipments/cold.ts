import {
  aboardView,
  customerStatus,
  type DerivedStatus,
  foldFacts,
  identifiersView,
  milestoneView,
  noFacts,
  plannedWindow,
  type ShipmentFacts,
  statusOf,
  timelineEntryOf,
  timelinePlaceOf,
} from '@waybill/domain';
import { type EventType, type Instant, isAmong, type StoredEvent } from '@waybill/events';
import type { KnownShipment, SearchNameRow, ShipmentRow, TimelineRow } from '@waybill/read-model';
import type { JourneyFold } from './journeys';
import { storedEnd } from './milestones';
import { searchNames, tellsNames } from './names';
import { foldPlan } from './plan';

/** The part of a shipment that changes with decisions and milestones. */
export interface ColdFold {
  readonly row: ShipmentRow;
  /** Undefined when they are as before. */
  readonly names: readonly SearchNameRow[] | undefined;
}

/** Decisions of which something has to be kept. A milestone costs no look at them. */
const DECISIONS = [
  'dev.waybill.shipment-registered.v1',
  'dev.waybill.route-planned.v1',
  'dev.waybill.identifier-assigned.v1',
  'dev.waybill.identifier-released.v1',
  'dev.waybill.shipment-loaded.v1',
  'dev.waybill.shipment-unloaded.v1',
] as const satisfies readonly EventType[];

/** Whether the decisions that were kept have to be looked at: there are more of them, or their end is another one. */
export const needsFacts = (known: KnownShipment | undefined, events: readonly StoredEvent[], { before, end }: JourneyFold): boolean =>
  known === undefined || before.journey.since !== end.journey.since || events.some(({ type }) => isAmong(DECISIONS, type));

const statusColumns = (status: DerivedStatus, plannedArrival: Instant | null) => ({
  status: status.status,
  phase: status.phase,
  lastMilestone: milestoneView(status.lastMilestone),
  deliveredAt: status.deliveredAt ?? null,
  terminalAt: status.terminalAt ?? null,
  page: JSON.stringify(customerStatus(status, plannedWindow(plannedArrival ?? undefined))),
});

/**
 * Folds a batch's events into a shipment and derives again what depends on them.
 * @param facts what is known of its decisions; undefined when they need not be looked at
 */
export function foldCold(
  shipmentId: string,
  known: KnownShipment | undefined,
  facts: ShipmentFacts | undefined,
  events: readonly StoredEvent[],
  { end }: JourneyFold,
): ColdFold {
  const decided = facts && foldFacts(facts, events);
  const plan = foldPlan(known, decided ?? noFacts, events);
  const row = {
    shipmentId,
    ...plan,
    ...statusColumns(statusOf(end.journey), plan.plannedArrival),
    identifiers: decided ? identifiersView(decided) : null,
    aboard: decided ? aboardView(decided, end.journey.since) : null,
    facts: decided ?? null,
    journey: storedEnd(end),
  };
  return { row, names: decided && tellsNames(events) ? searchNames(shipmentId, plan.reference, decided) : undefined };
}

/** The lines that a batch adds to the timeline. Whether they are retracted is read beside them. */
export function timelineRows(shipmentId: string, events: readonly StoredEvent[]): TimelineRow[] {
  return events.flatMap((event) => {
    const entry = timelineEntryOf(event);
    return entry ? [{ shipmentId, ...timelinePlaceOf(entry, event), eventId: entry.eventId, entry }] : [];
  });
}
