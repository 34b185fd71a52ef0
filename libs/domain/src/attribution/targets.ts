import type { Identifier } from '@waybill/events';
import { type IdentifierState, isHeldBy } from '../identifiers';
import { covers } from '../interval';
import { endOfStays, type HoldsUnit, isAboard, whenRegistered } from '../shipments';
import type { KnownStreams } from './known';
import { spokenForAt } from './reach';

/** Which units are the shipment's own names, by what is known of them. */
export const holdsUnit =
  (shipmentId: string, known: KnownStreams): HoldsUnit =>
  (unit, time) => {
    const name = known.identifier(unit);
    return name !== undefined && isHeldBy(name, shipmentId, time);
  };

/** Shipments that hold a name or are aboard the unit at a time. */
function directlyConcerned(state: IdentifierState, time: number, known: KnownStreams): string[] {
  const registered = (shipmentId: string) => whenRegistered(known.shipment(shipmentId));
  const holders = state.holdings.filter((holding) => covers(holding, time)).map(({ shipmentId }) => shipmentId);
  const held = holders.filter(registered);
  if (state.kind === 'name') return held;
  const aboard = state.shipments.filter((shipmentId) => {
    const shipment = registered(shipmentId);
    return shipment !== undefined && isAboard(shipment, state.identifier, time, endOfStays(shipment, holdsUnit(shipmentId, known)));
  });
  return [...held, ...aboard];
}

/**
 * The shipments that a report about `identifier` with that event time concerns, sorted. The one rule behind parking, claiming, loads and
 * corrections. A report about a shipment by its own id waits under that id until the shipment is registered.
 */
export function targetsOf(identifier: Identifier, time: number, known: KnownStreams): readonly string[] {
  if (identifier.scheme === 'shipment') return whenRegistered(known.shipment(identifier.value)) ? [identifier.value] : [];
  const names = spokenForAt(identifier, time, known);
  return [...new Set(names.flatMap((name) => directlyConcerned(name, time, known)))].sort();
}
