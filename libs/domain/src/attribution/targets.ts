import { formatIdentifier, type Identifier, type Instant, isUnit } from '@waybill/events';
import { type IdentifierState, isHeldBy } from './identifier-state';
import { covers } from './intervals';
import { endOfStays } from './journey-end';
import { passages, unitsAt } from './passages';
import type { ShipmentState } from './shipment-state';

/** Units nest: a device on a vehicle, a container on a vessel; deeper than this is refused. */
export const MAX_NESTING = 4;

/**
 * What is known of the streams that an attribution walks through. `undefined` = not loaded; the walk goes on without it and
 * names it in `missing`, so that the caller can load it and ask again.
 */
export interface KnownStreams {
  shipment(shipmentId: string): ShipmentState | undefined;
  identifier(identifier: Identifier): IdentifierState | undefined;
}

export interface Targets {
  /** Shipments that the report concerns, sorted. */
  readonly shipmentIds: readonly string[];
  readonly missingShipments: readonly string[];
  readonly missingIdentifiers: readonly Identifier[];
}

/** Aboard from load to unload, but never after the shipment came to its end. The end itself still counts. */
export function isAboard(shipment: ShipmentState, unit: Identifier, time: number, end: Instant | undefined): boolean {
  if (end !== undefined && time > end) return false;
  const name = formatIdentifier(unit);
  return passages(shipment.handlings).some((passage) => formatIdentifier(passage.unit) === name && covers(passage, time));
}

class Walk {
  readonly found = new Set<string>();
  readonly missingShipments = new Set<string>();
  readonly missingIdentifiers = new Map<string, Identifier>();
  private readonly visited = new Set<string>();

  constructor(
    private readonly known: KnownStreams,
    private readonly time: number,
  ) {}

  /** Everything that holds the name or is on the unit; a device also speaks for what it is mounted on. */
  reach(identifier: Identifier, depth: number): void {
    const name = formatIdentifier(identifier);
    if (depth > MAX_NESTING || this.visited.has(name)) return;
    this.visited.add(name);
    const state = this.known.identifier(identifier);
    if (!state) {
      this.missingIdentifiers.set(name, identifier);
      return;
    }
    this.holders(state);
    if (!isUnit(identifier)) return;
    for (const shipmentId of state.shipments)
      this.test(shipmentId, (shipment) => isAboard(shipment, identifier, this.time, this.endOf(shipmentId, shipment)));
    for (const child of state.units) this.child(child, identifier, depth);
    if (identifier.scheme === 'device') for (const unit of unitsAt(state.handlings, this.time)) this.reach(unit, depth + 1);
  }

  private holders(state: IdentifierState): void {
    for (const holding of state.holdings) {
      if (covers(holding, this.time)) this.test(holding.shipmentId, () => true);
    }
  }

  private endOf(shipmentId: string, shipment: ShipmentState): Instant | undefined {
    return endOfStays(shipment, (unit, time) => {
      const name = this.known.identifier(unit);
      if (!name) this.missingIdentifiers.set(formatIdentifier(unit), unit);
      return name !== undefined && isHeldBy(name, shipmentId, time);
    });
  }

  private child(child: Identifier, on: Identifier, depth: number): void {
    const state = this.known.identifier(child);
    if (!state) this.missingIdentifiers.set(formatIdentifier(child), child);
    else if (unitsAt(state.handlings, this.time).some((unit) => formatIdentifier(unit) === formatIdentifier(on)))
      this.reach(child, depth + 1);
  }

  private test(shipmentId: string, concerns: (shipment: ShipmentState) => boolean): void {
    const shipment = this.known.shipment(shipmentId);
    if (!shipment) this.missingShipments.add(shipmentId);
    else if (shipment.registered && concerns(shipment)) this.found.add(shipmentId);
  }
}

/** The shipments that a report about `identifier` with that event time concerns. The one rule behind parking, claiming, loads and corrections. */
export function targetsOf(identifier: Identifier, time: number, known: KnownStreams): Targets {
  const walk = new Walk(known, time);
  if (identifier.scheme === 'shipment') walkShipment(walk, identifier, known);
  else walk.reach(identifier, 0);
  return {
    shipmentIds: [...walk.found].sort(),
    missingShipments: [...walk.missingShipments],
    missingIdentifiers: [...walk.missingIdentifiers.values()],
  };
}

/** A report about a shipment by its own id waits under that id until somebody registers it. */
function walkShipment(walk: Walk, { value }: Identifier, known: KnownStreams): void {
  const shipment = known.shipment(value);
  if (!shipment) walk.missingShipments.add(value);
  else if (shipment.registered) walk.found.add(value);
}
