import { concernedShipments, type Fold, IDENTIFIER, type Retracted, retractedIn, SHIPMENT } from '@waybill/domain';
import { isUnusable } from '@waybill/event-store';
import {
  formatInstant,
  type Identifier,
  identifierStream,
  latestPosition,
  type NewEvent,
  shipmentStream,
  storedEventId,
} from '@waybill/events';
import type { Step, StreamView, StreamWriter } from '@waybill/streams';

/** Source of what is written because a sender corrected itself. */
export const SENDER_CORRECTIONS = 'urn:waybill:sender-corrections';

/** A fact that a sender told, and whether it still stands by it. */
export interface Standing {
  readonly source: string;
  readonly id: string;
  readonly subject: Identifier;
  readonly counts: boolean;
  readonly reason: string;
}

function correction(view: StreamView<unknown>, eventId: string, { counts, reason }: Standing, now: number): NewEvent {
  const type = counts ? 'dev.waybill.fact-reinstated.v1' : 'dev.waybill.fact-retracted.v1';
  const recordedtime = formatInstant(now);
  const id = `${type}:${eventId}:${view.revision + 1}`;
  const metadata = {
    specversion: '1.0' as const,
    id,
    source: SENDER_CORRECTIONS,
    subject: view.stream,
    time: recordedtime,
    recordedtime,
  };
  return { eventId: storedEventId(SENDER_CORRECTIONS, id, view.stream), type, data: { eventId, reason }, metadata };
}

/** Nothing where the stream does not have the fact, or already says so. */
function step(view: StreamView<unknown>, retractions: Retracted, standing: Standing, now: number): Step<boolean> {
  const eventId = storedEventId(standing.source, standing.id, view.stream);
  if (!view.seen.has(eventId)) return { events: [], result: false, doubtful: true };
  const retracted = retractions[eventId];
  // What attribution moved away comes back by attribution alone; until then a correction keeps it from coming back.
  const isSo = standing.counts ? retracted !== 'person' : retracted === 'person';
  return isSo ? { events: [], result: false } : { events: [correction(view, eventId, standing, now)], result: true };
}

/**
 * Has a fact count, or not count any more, in every stream that holds it: of its name, and of the shipments that hold or held that name. Doing
 * so again writes nothing. @returns the position at or after which it is so
 */
export async function setStanding(writer: StreamWriter, standing: Standing): Promise<bigint> {
  const stream = identifierStream(standing.subject);
  const inStream = async <S>(fold: Fold<S>, name: string, retractedOf: (state: S) => Retracted): Promise<bigint> => {
    try {
      const { position } = await writer.write<S, boolean>(fold, name, (view) =>
        step(view, retractedOf(view.state), standing, writer.now()),
      );
      return position;
    } catch (error) {
      if (isUnusable(error)) return 0n;
      throw error;
    }
  };
  const own = await inStream(IDENTIFIER.fold, stream, ({ retracted }) => retracted);
  const { state } = await writer.load(IDENTIFIER.fold, stream);
  const copies = await Promise.all(
    concernedShipments(state).map((shipmentId) => inStream(SHIPMENT.fold, shipmentStream(shipmentId), retractedIn)),
  );
  return latestPosition(own, ...copies);
}
