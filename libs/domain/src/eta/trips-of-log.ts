import type { Instant, StoredEvent } from '@waybill/events';
import { arrivalOf, type TargetOf } from '../arrivals';
import { detectionFactOf } from '../exceptions';
import { effectiveFacts } from '../shipments';
import { etaPlanOf } from './plan';
import type { Trip } from './trips';

/** A trip is predicted so often, at equal times from its first fact to its arrival. */
const TIMES = 8;

/** The trip that a shipment's stream tells of; undefined while it has not arrived, or when nothing was known before it did. */
export function tripIn(id: string, events: readonly StoredEvent[], targetOf: TargetOf): Trip | undefined {
  const registered = events.find((event) => event.type === 'dev.waybill.shipment-registered.v1');
  if (registered?.type !== 'dev.waybill.shipment-registered.v1') return undefined;
  const plan = etaPlanOf(registered.data, targetOf(registered.data));
  const facts = effectiveFacts(events).events.flatMap((event) => detectionFactOf(event) ?? []);
  const arrival = arrivalOf(facts, plan.target);
  const first = facts.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY);
  if (arrival === undefined || first >= arrival) return undefined;
  const times = Array.from({ length: TIMES }, (_, i) => Math.round(first + ((i + 0.5) / TIMES) * (arrival - first)) as Instant);
  return { id, plan, facts, arrival, times };
}
