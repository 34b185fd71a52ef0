import {
  IDENTIFIER,
  type IdentifierState,
  identifierFold,
  isRejection,
  loadShipment,
  loadUnit,
  type Rejection,
  SHIPMENT,
  unitsAbove,
  unloadShipment,
  unloadUnit,
} from '@waybill/domain';
import {
  formatIdentifier,
  type Instant,
  identifierStream,
  type NewEvent,
  type StoredEvent,
  shipmentStream,
  storedEventId,
  type Unit,
} from '@waybill/events';
import { type CommandContext, carryOut, commandOf, type Done, type StreamWriter } from '@waybill/streams';
import { warmStreams } from './resolution';

type Handling = 'load' | 'unload';

/** An event as a trace in another stream: the same fact under the id that it has there. */
export function traceIn(stream: string, event: NewEvent): NewEvent {
  const { commandkey: _key, commandhash: _hash, ...metadata } = event.metadata;
  return {
    eventId: storedEventId(metadata.source, metadata.id, stream),
    type: event.type,
    data: event.data,
    metadata: metadata as NewEvent['metadata'],
  };
}

/**
 * Writes the trace of a load into the stream of the unit, where reports on the unit find it. The decision stands in the stream
 * of what was loaded; a trace that is missing after a crash is made by the attribution reactor.
 */
export async function leaveTrace(writer: StreamWriter, unit: Unit, event: NewEvent): Promise<bigint> {
  const stream = identifierStream(unit);
  const trace = traceIn(stream, event);
  const { position } = await writer.write<IdentifierState, void>(identifierFold, stream, (memory) =>
    memory.seen.has(trace.eventId) ? { events: [], result: undefined } : { events: [trace], result: undefined },
  );
  return position;
}

const later = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The event that a command of this id left at the end of a stream, if it left one. */
async function decided(writer: StreamWriter, stream: string, commandId: string): Promise<StoredEvent | undefined> {
  for await (const event of writer.log.read(stream, { direction: 'backwards', maxCount: 20 })) {
    if (event.metadata.correlationid === commandId) return event;
  }
  return undefined;
}

async function completed(writer: StreamWriter, stream: string, commandId: string, unit: Unit, done: Done): Promise<Done> {
  const event = await decided(writer, stream, commandId);
  // Without one the command said what was known already: its trace is in the unit's stream, whoever left it.
  const traced = event
    ? leaveTrace(writer, unit, event)
    : writer.refresh(identifierFold, identifierStream(unit)).then(({ position }) => position);
  return { position: later(done.position, await traced) };
}

/** Puts a shipment aboard a unit, or takes it off. */
export async function handleShipment(
  writer: StreamWriter,
  kind: Handling,
  shipmentId: string,
  unit: Unit,
  at: Instant | undefined,
  context: CommandContext,
): Promise<Done | Rejection> {
  const command = commandOf(`${kind} ${formatIdentifier(unit)}`, context);
  const time = at ?? writer.now();
  const decide = kind === 'load' ? loadShipment : unloadShipment;
  const done = await carryOut(writer, SHIPMENT, shipmentId, command, (state) => decide(state, shipmentId, unit, time));
  return isRejection(done) ? done : completed(writer, shipmentStream(shipmentId), command.id, unit, done);
}

const ROUNDS = 6;

/** Every unit above `on` at that time, with the streams on the way loaded. */
async function above(writer: StreamWriter, on: Unit, time: Instant): Promise<readonly Unit[]> {
  const known = warmStreams(writer);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { chain, missing } = unitsAbove(on, time, known.identifier);
    if (!missing) return chain;
    await writer.load(identifierFold, identifierStream(missing));
  }
  return [];
}

/** Puts a unit onto another one, or takes it off. */
export async function handleUnit(
  writer: StreamWriter,
  kind: Handling,
  child: Unit,
  on: Unit,
  at: Instant | undefined,
  context: CommandContext,
): Promise<Done | Rejection> {
  const command = commandOf(`${kind} unit ${formatIdentifier(on)}`, context);
  const time = at ?? writer.now();
  const chain = kind === 'load' ? await above(writer, on, time) : [];
  const done = await carryOut(writer, IDENTIFIER, child, command, (state) =>
    kind === 'load' ? loadUnit(state, child, on, time, chain) : unloadUnit(state, child, on, time),
  );
  return isRejection(done) ? done : completed(writer, identifierStream(child), command.id, on, done);
}
