import { formatIdentifier, type Identifier, type Instant } from '@waybill/events';
import { type IdentifierState, isHeldBy } from './identifier-state';
import { covers } from './intervals';
import { endOfStays, type HoldsUnit } from './journey-end';
import type { KnownStreams } from './known';
import { passages } from './passages';
import { spokenForAt } from './reach';
import type { ShipmentState } from './shipment-state';

/** Aboard from load to unload, but never after the shipment came to its end. The end itself still counts. */
export function isAboard(shipment: ShipmentState, unit: Identifier, time: number, end: Instant | undefined): boolean {
  if (end !== undefined && time > end) return false;
  const name = formatIdentifier(unit);
  return passages(shipment.handlings).some((passage) => formatIdentifier(passage.unit) === name && covers(passage, time));
}

/** Which units are the shipment's own names, by what is known of them. */
export const holdsUnit =
  (shipmentId: string, known: KnownStreams): HoldsUnit =>
  (unit, time) => {
    const name = known.identifier(unit);
    return name !== undefined && isHeldBy(name, shipmentId, time);
  };

/** Shipments that hold a name or are aboard the unit at a time. */
function directlyConcerned({ identifier, holdings, shipments }: IdentifierState, time: number, known: KnownStreams): string[] {
  const registered = (shipmentId: string): ShipmentState | undefined => {
    const shipment = known.shipment(shipmentId);
    return shipment?.registered ? shipment : undefined;
  };
  const holders = holdings.filter((holding) => covers(holding, time)).map(({ shipmentId }) => shipmentId);
  const aboard = shipments.filter((shipmentId) => {
    const shipment = registered(shipmentId);
    return shipment !== undefined && isAboard(shipment, identifier, time, endOfStays(shipment, holdsUnit(shipmentId, known)));
  });
  return [...holders.filter(registered), ...aboard];
}

/**
 * The shipments that a report about `identifier` with that event time concerns, sorted. The one rule behind parking, claiming, loads and
 * corrections. A report about a shipment by its own id waits under that id until the shipment is registered.
 */
export function targetsOf(identifier: Identifier, time: number, known: KnownStreams): readonly string[] {
  if (identifier.scheme === 'shipment') return known.shipment(identifier.value)?.registered ? [identifier.value] : [];
  const names = spokenForAt(identifier, time, known);
  return [...new Set(names.flatMap((name) => directlyConcerned(name, time, known)))].sort();
}
