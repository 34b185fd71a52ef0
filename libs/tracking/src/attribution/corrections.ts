import { ATTRIBUTION_SOURCE, type IdentifierState, identifierFold, type ShipmentState, shipmentFold } from '@waybill/domain';
import { isUnusable } from '@waybill/event-store';
import {
  type EventType,
  formatInstant,
  type Identifier,
  identifierStream,
  type NewEvent,
  type StoredEvent,
  shipmentStream,
  storedEventId,
  writtenForm,
} from '@waybill/events';
import type { Step, StreamView, StreamWriter } from '@waybill/streams';

/** The same fact as an event of another stream. `recordedtime` and content stay what they were. */
export const copyFor = (stream: string, event: StoredEvent): NewEvent => ({
  ...writtenForm(event),
  eventId: storedEventId(event.metadata.source, event.metadata.id, stream),
});

function correction(type: EventType & `dev.waybill.fact-${string}`, memory: StreamView<unknown>, eventId: string, now: number): NewEvent {
  const recordedtime = formatInstant(now);
  const id = `${type}:${eventId}:${memory.revision + 1}`;
  const metadata = {
    specversion: '1.0' as const,
    id,
    source: ATTRIBUTION_SOURCE,
    subject: memory.stream,
    time: recordedtime,
    recordedtime,
  };
  return { eventId: storedEventId(ATTRIBUTION_SOURCE, id, memory.stream), type, data: { eventId, reason: 'reattributed' }, metadata };
}

const nothing: Step<boolean> = { events: [], result: false };
/** As above, judged on what this process remembers of a stream that others write to: to be made sure of. */
const nothingYet: Step<boolean> = { ...nothing, doubtful: true };
const one = (event: NewEvent): Step<boolean> => ({ events: [event], result: true });

/** A shipment that was erased, or cannot be read, gets nothing; the others of its unit go on. */
async function unlessUnusable(done: Promise<void>): Promise<void> {
  try {
    await done;
  } catch (error) {
    if (!isUnusable(error)) throw error;
  }
}

/** What attribution appends: copies, retractions, reinstatements, each only where it changes something. Keeps the last position written. */
export class Corrections {
  emitted: bigint | undefined;

  constructor(private readonly writer: StreamWriter) {}

  /** The shipment has the report, and the report counts unless a person said that it was wrong. */
  copy(event: StoredEvent, shipmentId: string): Promise<void> {
    const stream = shipmentStream(shipmentId);
    const copied = copyFor(stream, event);
    return this.onShipment(shipmentId, (memory) => {
      if (!memory.seen.has(copied.eventId)) return memory.state.registered ? one(copied) : nothing;
      if (memory.state.retracted[copied.eventId] !== 'attribution') return nothing;
      return one(correction('dev.waybill.fact-reinstated.v1', memory, copied.eventId, this.writer.now()));
    });
  }

  /** The report does not belong to the shipment (any more). */
  retract(eventId: string, shipmentId: string): Promise<void> {
    return this.onShipment(shipmentId, (memory) =>
      memory.state.retracted[eventId] === undefined && memory.seen.has(eventId)
        ? one(correction('dev.waybill.fact-retracted.v1', memory, eventId, this.writer.now()))
        : nothingYet,
    );
  }

  /** A person said that a unit's report was wrong: the copy aboard is wrong too, for good. */
  retractCopy(retraction: StoredEvent<'dev.waybill.fact-retracted.v1'>, event: StoredEvent, shipmentId: string): Promise<void> {
    const stream = shipmentStream(shipmentId);
    const { eventId } = copyFor(stream, event);
    const { commandkey: _key, commandhash: _hash, ...metadata } = retraction.metadata;
    return this.onShipment(shipmentId, (memory) => {
      if (!memory.seen.has(eventId)) return nothingYet;
      if (memory.state.retracted[eventId] === 'person') return nothing;
      const id = storedEventId(metadata.source, metadata.id, stream);
      return one({ eventId: id, type: retraction.type, data: { ...retraction.data, eventId }, metadata: metadata as NewEvent['metadata'] });
    });
  }

  /** Keeps a report in the stream of its name, where it waits for whoever holds the name at that time. */
  park(event: StoredEvent, identifier: Identifier): Promise<void> {
    const stream = identifierStream(identifier);
    const parked = copyFor(stream, event);
    return this.note(
      this.writer.write<IdentifierState, boolean>(identifierFold, stream, (memory) =>
        memory.seen.has(parked.eventId) ? nothing : one(parked),
      ),
    );
  }

  private onShipment(shipmentId: string, decide: (memory: StreamView<ShipmentState>) => Step<boolean>): Promise<void> {
    return unlessUnusable(this.note(this.writer.write<ShipmentState, boolean>(shipmentFold, shipmentStream(shipmentId), decide)));
  }

  private async note(written: Promise<{ result: boolean; position: bigint }>): Promise<void> {
    const { result, position } = await written;
    if (result && (this.emitted === undefined || position > this.emitted)) this.emitted = position;
  }
}
