import { type IdentifierState, type KnownStreams, type ShipmentState, type Targets, targetsOf } from '@waybill/domain';
import { type Identifier, identifierStream, shipmentStream } from '@waybill/events';
import { identifierFold, shipmentFold } from './memory';
import type { StreamWriter } from './stream-writer';

/** The warm streams, as the rules of attribution see them. */
export const warmStreams = (writer: StreamWriter): KnownStreams => ({
  shipment: (shipmentId) => writer.peek<ShipmentState>(shipmentStream(shipmentId))?.state,
  identifier: (identifier) => writer.peek<IdentifierState>(identifierStream(identifier))?.state,
});

type Load = StreamWriter['load'];

/** Loads what a walk named as missing. */
async function loadMissing(load: Load, { missingShipments, missingIdentifiers }: Targets): Promise<void> {
  await Promise.all([
    ...missingShipments.map((shipmentId) => load(shipmentFold, shipmentStream(shipmentId))),
    ...missingIdentifiers.map((identifier) => load(identifierFold, identifierStream(identifier))),
  ]);
}

export const isComplete = ({ missingShipments, missingIdentifiers }: Targets): boolean =>
  missingShipments.length === 0 && missingIdentifiers.length === 0;

/** Walks are short: holders, the shipments aboard, four levels of units. More rounds than this mean that the cache is too small. */
const ROUNDS = 50;

async function walk(identifier: Identifier, time: number, known: KnownStreams, load: Load): Promise<readonly string[]> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const targets = targetsOf(identifier, time, known);
    if (isComplete(targets)) return targets.shipmentIds;
    await loadMissing(load, targets);
  }
  throw new Error(`the streams that ${identifier.scheme} reports lead to do not fit into memory`);
}

/** The shipments that a report about a name concerns, with every stream on the way loaded. */
export const resolveTargets = (writer: StreamWriter, identifier: Identifier, time: number): Promise<readonly string[]> =>
  walk(identifier, time, warmStreams(writer), (fold, stream) => writer.load(fold, stream));

/** The same with every stream on the way read up to its end, whoever wrote to it: for decisions that take something away. */
export function resolveTargetsAfresh(writer: StreamWriter, identifier: Identifier, time: number): Promise<readonly string[]> {
  const fresh = new Set<string>();
  const warm = warmStreams(writer);
  const known: KnownStreams = {
    shipment: (shipmentId) => (fresh.has(shipmentStream(shipmentId)) ? warm.shipment(shipmentId) : undefined),
    identifier: (name) => (fresh.has(identifierStream(name)) ? warm.identifier(name) : undefined),
  };
  return walk(identifier, time, known, async (fold, stream) => {
    const memory = await writer.refresh(fold, stream);
    fresh.add(stream);
    return memory;
  });
}
