import { type IdentifierState, type KnownStreams, type ShipmentState, type Targets, targetsOf } from '@waybill/domain';
import { type Identifier, identifierStream, shipmentStream } from '@waybill/events';
import { identifierFold, shipmentFold } from './memory';
import type { StreamWriter } from './stream-writer';

/** The warm streams, as the rules of attribution see them. */
export const warmStreams = (writer: StreamWriter): KnownStreams => ({
  shipment: (shipmentId) => writer.peek<ShipmentState>(shipmentStream(shipmentId))?.state,
  identifier: (identifier) => writer.peek<IdentifierState>(identifierStream(identifier))?.state,
});

/** Loads what a walk named as missing. */
async function loadMissing(writer: StreamWriter, { missingShipments, missingIdentifiers }: Targets): Promise<void> {
  await Promise.all([
    ...missingShipments.map((shipmentId) => writer.load(shipmentFold, shipmentStream(shipmentId))),
    ...missingIdentifiers.map((identifier) => writer.load(identifierFold, identifierStream(identifier))),
  ]);
}

export const isComplete = ({ missingShipments, missingIdentifiers }: Targets): boolean =>
  missingShipments.length === 0 && missingIdentifiers.length === 0;

/** Walks are short: holders, the shipments aboard, four levels of units. More rounds than this mean that the cache is too small. */
const ROUNDS = 50;

/** The shipments that a report about a name concerns, with every stream on the way loaded. */
export async function resolveTargets(writer: StreamWriter, identifier: Identifier, time: number): Promise<readonly string[]> {
  const known = warmStreams(writer);
  for (let round = 0; round < ROUNDS; round += 1) {
    const targets = targetsOf(identifier, time, known);
    if (isComplete(targets)) return targets.shipmentIds;
    await loadMissing(writer, targets);
  }
  throw new Error(`the streams that ${identifier.scheme} reports lead to do not fit into memory`);
}
