import { type Instant, type LineString, type Place, parseDuration, type ShipmentPlan } from '@waybill/events';
import type { KnownMode } from '../positions';
import { DEFAULT_RULES, type DetectionRules, rulesFor } from './rules';

/** A stop at which the shipment may stand for a time. */
export interface WatchedStop {
  readonly place: Place;
  readonly dwellMs: number;
}

/** What a shipment is held against: its plan and its rules. Plain JSON. */
export interface Watch {
  readonly mode?: KnownMode;
  readonly origin: Place;
  readonly destination: Place;
  readonly plannedDeparture?: Instant;
  readonly plannedArrival?: Instant;
  /** The route of the registration; later ones come as facts. */
  readonly route?: LineString;
  readonly stops: readonly WatchedStop[];
  readonly rules: DetectionRules;
}

/** How long a stop may take: what the plan says, else the planned stay, else no longer than standing anywhere. */
export function dwellOf(stop: NonNullable<ShipmentPlan['stops']>[number], otherwise: number): number {
  if (stop.dwell !== undefined) return parseDuration(stop.dwell) ?? otherwise;
  const { plannedArrival: arrival, plannedDeparture: departure } = stop;
  return arrival !== undefined && departure !== undefined && departure > arrival ? departure - arrival : otherwise;
}

/** What a shipment is watched for, from its registration. */
export function watchOf(plan: ShipmentPlan, defaults: DetectionRules = DEFAULT_RULES): Watch {
  const rules = rulesFor(plan, defaults);
  return {
    mode: plan.mode,
    origin: plan.origin,
    destination: plan.destination,
    plannedDeparture: plan.plannedDeparture,
    plannedArrival: plan.plannedArrival,
    route: plan.route,
    stops: (plan.stops ?? []).map((stop) => ({ place: stop.place, dwellMs: dwellOf(stop, rules.noMovementAfterMs) })),
    rules,
  };
}
