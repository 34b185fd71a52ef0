import {
  aboardView,
  customerView,
  type DerivedStatus,
  deriveStatus,
  firstTerminalAt,
  foldFacts,
  identifiersView,
  type MilestoneFact,
  milestoneView,
  noFacts,
  plannedWindow,
  type ShipmentFacts,
  timelineEntryOf,
  timelinePlaceOf,
} from '@waybill/domain';
import type { Instant, StoredEvent } from '@waybill/events';
import type { KnownShipment, SearchNameRow, ShipmentRow, TimelineRow } from '@waybill/read-model';
import { searchNames, tellsNames } from './names';
import { foldPlan, type Plan } from './plan';
import { isRetracted, type Retractions } from './retractions';

/** The part of a shipment that changes with decisions and milestones. */
export interface ColdFold {
  readonly row: ShipmentRow;
  readonly status: DerivedStatus;
  /** Undefined when they are as before. */
  readonly names: readonly SearchNameRow[] | undefined;
}

function rowOf(
  shipmentId: string,
  plan: Plan,
  facts: ShipmentFacts,
  counting: readonly MilestoneFact[],
  status: DerivedStatus,
): ShipmentRow {
  const arrivalWindow = plannedWindow((plan.planned_arrival ?? undefined) as Instant | undefined);
  return {
    shipment_id: shipmentId,
    ...plan,
    status: status.status,
    phase: status.phase,
    last_milestone: milestoneView(status.lastMilestone),
    delivered_at: status.deliveredAt ?? null,
    terminal_at: status.terminalAt ?? null,
    identifiers: identifiersView(facts),
    aboard: aboardView(facts, firstTerminalAt(counting)),
    page: JSON.stringify(customerView({ milestones: counting, arrivalWindow })),
    facts,
  };
}

/** Folds a batch's events into a shipment and derives again what depends on them. */
export function foldCold(
  shipmentId: string,
  known: KnownShipment | undefined,
  events: readonly StoredEvent[],
  retractions: Retractions,
): ColdFold {
  const facts = foldFacts((known?.facts as ShipmentFacts | undefined) ?? noFacts, events);
  const counting = facts.milestones.filter(({ eventId }) => !isRetracted(retractions, eventId));
  const status = deriveStatus(counting);
  const plan = foldPlan(known, facts, events);
  return {
    row: rowOf(shipmentId, plan, facts, counting, status),
    status,
    names: tellsNames(events) ? searchNames(shipmentId, plan.reference, facts) : undefined,
  };
}

/** The lines that a batch adds to the timeline. Whether they are retracted is read beside them. */
export function timelineRows(shipmentId: string, events: readonly StoredEvent[]): TimelineRow[] {
  return events.flatMap((event) => {
    const entry = timelineEntryOf(event);
    return entry ? [{ shipment_id: shipmentId, ...timelinePlaceOf(entry, event), event_id: entry.eventId, entry }] : [];
  });
}
