import type { ShipmentFacts } from '@waybill/domain';
import { nameKey, parseInstant, type StoredEvent } from '@waybill/events';
import type { KnownShipment, PlanColumns } from '@waybill/read-model';

/** The part of a shipment's row that its plan fills. */
export type Plan = PlanColumns & Omit<KnownShipment, 'shipment_id' | 'journey'>;

/** Null = as it is in the table. */
const UNCHANGED: PlanColumns = { labels: null, label_keys: null, origin: null, destination: null, route: null, stops: null, rules: null };
const UNREGISTERED: Omit<Plan, keyof PlanColumns> = {
  registered: false,
  reference: null,
  carrier: null,
  carrier_key: null,
  mode: null,
  consignment_id: null,
  planned_departure: null,
  planned_arrival: null,
};

const instant = (text: string | undefined): number | null => (text === undefined ? null : (parseInstant(text) ?? null));

function registered({ data }: StoredEvent<'dev.waybill.shipment-registered.v1'>): Plan {
  return {
    registered: true,
    reference: data.reference ?? null,
    carrier: data.carrier ?? null,
    carrier_key: data.carrier === undefined ? null : nameKey(data.carrier),
    mode: data.mode ?? null,
    consignment_id: data.consignmentId ?? null,
    labels: data.labels ?? [],
    label_keys: (data.labels ?? []).map(nameKey),
    origin: data.origin,
    destination: data.destination,
    route: data.route ?? null,
    stops: data.stops ?? [],
    rules: data.rules ?? null,
    planned_departure: instant(data.plannedDeparture),
    planned_arrival: instant(data.plannedArrival),
  };
}

function scalars(known: KnownShipment | undefined): Plan {
  if (!known) return { ...UNREGISTERED, ...UNCHANGED };
  const { shipment_id: _, journey: __, ...plan } = known;
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
