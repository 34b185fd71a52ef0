import { type ShipmentFacts, stopsView } from '@waybill/domain';
import { nameKey, type StoredEvent } from '@waybill/events';
import type { KnownShipment, ShipmentRow } from '@waybill/read-model';

/** Parts of the plan that can be long. */
type PlanColumns = Pick<ShipmentRow, 'labels' | 'labelKeys' | 'origin' | 'destination' | 'route' | 'stops' | 'rules'>;

/** The part of a shipment's row that its plan fills. */
export type Plan = PlanColumns & Omit<KnownShipment, 'shipmentId' | 'journey'>;

/** Null = as it is in the table. */
const UNCHANGED: PlanColumns = { labels: null, labelKeys: null, origin: null, destination: null, route: null, stops: null, rules: null };
const UNREGISTERED: Omit<Plan, keyof PlanColumns> = {
  registered: false,
  reference: null,
  carrier: null,
  carrierKey: null,
  mode: null,
  consignmentId: null,
  plannedDeparture: null,
  plannedArrival: null,
};

function registered({ data }: StoredEvent<'dev.waybill.shipment-registered.v1'>): Plan {
  return {
    registered: true,
    reference: data.reference ?? null,
    carrier: data.carrier ?? null,
    carrierKey: data.carrier === undefined ? null : nameKey(data.carrier),
    mode: data.mode ?? null,
    consignmentId: data.consignmentId ?? null,
    labels: data.labels ?? [],
    labelKeys: (data.labels ?? []).map(nameKey),
    origin: data.origin,
    destination: data.destination,
    route: data.route ?? null,
    stops: stopsView(data.stops),
    rules: data.rules ?? null,
    plannedDeparture: data.plannedDeparture ?? null,
    plannedArrival: data.plannedArrival ?? null,
  };
}

function scalars(known: KnownShipment | undefined): Plan {
  if (!known) return { ...UNREGISTERED, ...UNCHANGED };
  const { shipmentId: _, journey: __, ...plan } = known;
  return { ...plan, ...UNCHANGED };
}

/** The plan after a batch: the registration's, with the last planned route. `facts` are those after the batch. */
export function foldPlan(
  known: KnownShipment | undefined,
  facts: Pick<ShipmentFacts, 'routeRevision'>,
  events: readonly StoredEvent[],
): Plan {
  let plan = scalars(known);
  for (const event of events) {
    if (event.type === 'dev.waybill.shipment-registered.v1') {
      plan = { ...registered(event), ...(facts.routeRevision >= 0 && { route: plan.route }) };
    } else if (event.type === 'dev.waybill.route-planned.v1' && event.revision === facts.routeRevision) {
      plan = { ...plan, route: event.data.route };
    }
  }
  return plan;
}
