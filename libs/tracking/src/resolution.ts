import {
  type Fold,
  type IdentifierState,
  identifierFold,
  type KnownStreams,
  type ShipmentState,
  shipmentFold,
  type Targets,
  targetsOf,
} from '@waybill/domain';
import { isUnusable } from '@waybill/event-store';
import { type Identifier, identifierStream, shipmentStream } from '@waybill/events';
import type { StreamWriter } from '@waybill/streams';

/** An unusable stream is one that nothing is known of: whatever else is on the way of a report goes on. */
function warmState<S>(writer: StreamWriter, fold: Fold<S>, stream: string): S | undefined {
  return writer.peek<S>(stream)?.state ?? (writer.whyUnusable(stream) ? fold.initial(stream) : undefined);
}

/** The warm streams, as the rules of attribution see them. */
export const warmStreams = (writer: StreamWriter): KnownStreams => ({
  shipment: (shipmentId) => warmState<ShipmentState>(writer, shipmentFold, shipmentStream(shipmentId)),
  identifier: (identifier) => warmState<IdentifierState>(writer, identifierFold, identifierStream(identifier)),
});

/** What can be said of a stream; as if it had never been written to when it is unusable. */
export async function stateOf<S>(load: Load, fold: Fold<S>, stream: string): Promise<S> {
  try {
    return (await load(fold, stream)).state;
  } catch (error) {
    if (!isUnusable(error)) throw error;
    return fold.initial(stream);
  }
}

export const isComplete = ({ missingShipments, missingIdentifiers }: Omit<Targets, 'shipmentIds'>): boolean =>
  missingShipments.length === 0 && missingIdentifiers.length === 0;

/** Walks are short: holders, the shipments aboard, four levels of units. */
const ROUNDS = 50;

type Load = StreamWriter['load'];

/** What a walk has loaded stays at hand until it ends, whether or not the cache has room for all of it. */
async function walk(identifier: Identifier, time: number, warm: KnownStreams, load: Load): Promise<readonly string[]> {
  const loaded = new Map<string, unknown>();
  const known: KnownStreams = {
    shipment: (shipmentId) => (loaded.get(shipmentStream(shipmentId)) as ShipmentState | undefined) ?? warm.shipment(shipmentId),
    identifier: (name) => (loaded.get(identifierStream(name)) as IdentifierState | undefined) ?? warm.identifier(name),
  };
  const fetch = async <S>(fold: Fold<S>, stream: string) => void loaded.set(stream, await stateOf(load, fold, stream));
  for (let round = 0; round < ROUNDS; round += 1) {
    const { shipmentIds, ...missing } = targetsOf(identifier, time, known);
    if (isComplete(missing)) return shipmentIds;
    await Promise.all([
      ...missing.missingShipments.map((shipmentId) => fetch(shipmentFold, shipmentStream(shipmentId))),
      ...missing.missingIdentifiers.map((name) => fetch(identifierFold, identifierStream(name))),
    ]);
  }
  throw new Error(`the streams that ${identifier.scheme} reports lead to have no end`);
}

/** The shipments that a report about a name concerns, with every stream on the way loaded. */
export const resolveTargets = (writer: StreamWriter, identifier: Identifier, time: number): Promise<readonly string[]> =>
  walk(identifier, time, warmStreams(writer), (fold, stream) => writer.load(fold, stream));

const nothingYet: KnownStreams = { shipment: () => undefined, identifier: () => undefined };

/** The same with every stream on the way read up to its end, whoever wrote to it: for decisions that take something away. */
export const resolveTargetsAfresh = (writer: StreamWriter, identifier: Identifier, time: number): Promise<readonly string[]> =>
  walk(identifier, time, nothingYet, (fold, stream) => writer.refresh(fold, stream));
