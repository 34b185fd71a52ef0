import {
  IDENTIFIER,
  isRejection,
  loadShipment,
  loadUnit,
  type Rejection,
  SHIPMENT,
  UNIT,
  unitsAbove,
  unloadShipment,
  unloadUnit,
} from '@waybill/domain';
import {
  formatIdentifier,
  type Instant,
  identifierStream,
  latestPosition,
  type StoredEvent,
  shipmentStream,
  type Unit,
  writtenForm,
} from '@waybill/events';
import { type CommandContext, carryOut, commandOf, type Done, type StreamWriter } from '@waybill/streams';
import { keepFor } from './same-fact';
import { carryOutKnowing } from './streams-until-known';

type Handling = 'load' | 'unload';

/** The event that a command of this id left at the end of a stream, if it left one. */
async function decided(writer: StreamWriter, stream: string, commandId: string): Promise<StoredEvent | undefined> {
  for await (const event of writer.log.read(stream, { direction: 'backwards', maxCount: 20 })) {
    if (event.metadata.correlationid === commandId) return event;
  }
  return undefined;
}

/**
 * Sees to it that the trace of a load is in the stream of the unit, where reports on the unit find it. The decision stands in the stream
 * of what was loaded; a trace that is missing after a crash is made by the attribution reactor.
 */
async function completed(writer: StreamWriter, stream: string, commandId: string, unit: Unit, done: Done): Promise<Done> {
  const event = await decided(writer, stream, commandId);
  // Without one the command said what was known already: its trace is in the unit's stream, left by this process or another.
  const traced = event ? keepFor(writer, unit, writtenForm(event)) : writer.refresh(IDENTIFIER.fold, identifierStream(unit));
  return { position: latestPosition(done.position, (await traced).position) };
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
  const done = await carryOutKnowing(writer, UNIT, child, command, (state, known) =>
    kind === 'load' ? loadUnit(state, on, time, unitsAbove(on, time, known)) : unloadUnit(state, on, time),
  );
  return isRejection(done) ? done : completed(writer, identifierStream(child), command.id, on, done);
}
