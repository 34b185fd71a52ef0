import { formatIdentifier, type Identifier } from '@waybill/events';
import type { IdentifierState } from '../identifiers';
import type { ShipmentState } from '../shipments';

/** What is known of the streams that the rules of attribution look at. `undefined` = not loaded. */
export interface KnownStreams {
  shipment(shipmentId: string): ShipmentState | undefined;
  identifier(identifier: Identifier): IdentifierState | undefined;
}

/** Streams that have to be loaded before an answer can be given. */
export interface MissingStreams {
  readonly shipmentIds: readonly string[];
  readonly identifiers: readonly Identifier[];
}

/** What a rule says, or what is missing to say it. */
export type Answer<T> = { readonly answer: T } | { readonly missing: MissingStreams };

/** Works a rule out on what is known. A rule goes on without the streams that are not loaded, so that all that it lacks is named at once. */
export function ask<T>(known: KnownStreams, rule: (known: KnownStreams) => T): Answer<T> {
  const shipmentIds: string[] = [];
  const identifiers: Identifier[] = [];
  const answer = rule({
    shipment(shipmentId) {
      const state = known.shipment(shipmentId);
      if (!state) shipmentIds.push(shipmentId);
      return state;
    },
    identifier(identifier) {
      const state = known.identifier(identifier);
      if (!state) identifiers.push(identifier);
      return state;
    },
  });
  if (shipmentIds.length === 0 && identifiers.length === 0) return { answer };
  const byName = new Map(identifiers.map((identifier) => [formatIdentifier(identifier), identifier]));
  return { missing: { shipmentIds: [...new Set(shipmentIds)], identifiers: [...byName.values()] } };
}
