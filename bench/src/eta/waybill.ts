import { arrivalTarget, type DetectionFact, type EtaPlan, etaPlanOf, fixFact, milestoneFact, type Trip } from '@waybill/domain';
import type { FenceGeometry, Instant, Milestone, Place, ShipmentPlan } from '@waybill/events';

/** What stands behind a fact of a data set: its own name within the set, and when it was known. */
const origin = (id: string, recordedTime: Instant) => ({ eventId: id, id, source: 'urn:data-set', recordedTime });

export const scanned = (id: string, milestone: Milestone, time: Instant): DetectionFact =>
  milestoneFact({ ...origin(id, time), milestone, classifier: 'ACT', time });

/** What a carrier said at a time of when it would arrive. */
export const said = (id: string, arrival: Instant, saidAt: Instant): DetectionFact =>
  milestoneFact({ ...origin(id, saidAt), milestone: 'ETA_UPDATED', classifier: 'EST', time: arrival });

export const seen = (id: string, time: Instant, { latitude, longitude }: Place, speedKmh?: number): DetectionFact =>
  fixFact({ ...origin(id, time), time, latitude, longitude, speedKmh });

/** A vehicle with the shipment reached a planned stop. */
export const reached = (id: string, time: Instant, location: Place): DetectionFact => ({
  kind: 'vehicle',
  at: time,
  of: { ...origin(id, time), time, moved: 'arrived', location },
});

export const instantOf = (ms: number): Instant => Math.round(ms) as Instant;

/** A shipment of a data set. */
export interface TripFacts {
  readonly id: string;
  readonly plan: ShipmentPlan;
  /** The area of the destination, when it is not the usual one. */
  readonly fence?: FenceGeometry;
  readonly facts: readonly DetectionFact[];
  readonly arrival: number;
  readonly times: readonly number[];
}

/** A trip to learn from, or to be predicted. Its arrival stands among its facts, so that it is found as any arrival is. */
export function tripOf({ id, plan, fence, facts, arrival, times }: TripFacts): Trip {
  const there = scanned(`${id}/arrived`, plan.mode === 'parcel' ? 'DELIVERED' : 'ARRIVED_AT_DESTINATION', instantOf(arrival));
  const etaPlan: EtaPlan = etaPlanOf(plan, arrivalTarget(plan, fence));
  return { id, plan: etaPlan, facts: [...facts, there], arrival: instantOf(arrival), times: times.map(instantOf) };
}

export function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}
