import { type CrossingSeen, type Derived, reconcileCrossings, reconcileInSteps, type ShipmentExceptions } from '@waybill/domain';
import type { NewEvent } from '@waybill/events';
import type { Steps } from '@waybill/platform';

/** What is missing in a stream of exceptions, step by step. */
export function* missingIn(state: ShipmentExceptions, derived: Derived, crossings: readonly CrossingSeen[]): Steps<NewEvent[]> {
  const { shipmentId, asOf } = derived;
  const told = reconcileCrossings(state.crossings, { shipmentId, crossings, asOf });
  yield;
  return [...told, ...(yield* reconcileInSteps(state, derived))];
}
