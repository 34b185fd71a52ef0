import {
  type AssignIdentifier,
  assignIdentifier,
  IDENTIFIER,
  isRejection,
  type Rejection,
  reject,
  releaseIdentifier,
  shipmentFold,
  terminalTime,
} from '@waybill/domain';
import { formatIdentifier, type Identifier, identifierStream, parseIdentifier, parseInstant, shipmentStream } from '@waybill/events';
import { type Command, type CommandContext, carryOut, commandOf, type Done, type StreamWriter } from '@waybill/streams';
import { carryOutAfresh } from './streams-until-known';

/** A name as a client gives it. */
export interface GivenIdentifier {
  readonly scheme: string;
  readonly value: string;
  readonly from?: string;
  readonly until?: string;
}
/** A name in canonical form, for a stretch of event time. */
export type Wanted = Omit<AssignIdentifier, 'shipmentId' | 'commandId'> & { readonly identifier: Identifier };

/** What is wrong with each of the names that a shipment is to hold: those that are none, and those that are listed twice. */
export function nameFaults(given: readonly GivenIdentifier[], carrier: string | undefined): { index: number; fault: string }[] {
  const streams = new Set<string>();
  return given.flatMap(({ scheme, value }, index) => {
    const identifier = parseIdentifier(scheme, value, carrier);
    if ('fault' in identifier) return [{ index, fault: identifier.fault }];
    const stream = identifierStream(identifier);
    if (streams.has(stream)) return [{ index, fault: `${formatIdentifier(identifier)} is listed twice` }];
    streams.add(stream);
    return [];
  });
}

/** Canonical names in the order of their streams, or one refusal that lists every bad one. */
export function parseGiven(given: readonly GivenIdentifier[], carrier: string | undefined): Wanted[] | Rejection {
  const faults = nameFaults(given, carrier);
  if (faults.length > 0) return reject('invalid-identifier', faults.map(({ fault }) => fault).join('; '));
  const wanted = given.map(({ scheme, value, from, until }) => ({
    identifier: parseIdentifier(scheme, value, carrier) as Identifier,
    given: value,
    from: from === undefined ? undefined : parseInstant(from),
    until: until === undefined ? undefined : parseInstant(until),
  }));
  return wanted.sort((a, b) => (identifierStream(a.identifier) < identifierStream(b.identifier) ? -1 : 1));
}

/** Takes one name for a shipment. It is refused, and taken from a rival, by what the rivals' streams say now, not by what this process remembers. */
export const takeIdentifier = (
  writer: StreamWriter,
  shipmentId: string,
  commandId: string,
  wanted: Wanted,
  command: Command,
): Promise<Done | Rejection> =>
  carryOutAfresh(writer, IDENTIFIER, wanted.identifier, command, (state, { shipment }) =>
    assignIdentifier(state, { ...wanted, shipmentId, commandId }, shipment, writer.now()),
  );

/** The one name of a command, read with the carrier of the shipment that it is for. */
async function nameFor(writer: StreamWriter, shipmentId: string, given: GivenIdentifier): Promise<Wanted | Rejection> {
  let memory = await writer.load(shipmentFold, shipmentStream(shipmentId));
  if (!memory.state.registered) memory = await writer.refresh(shipmentFold, shipmentStream(shipmentId));
  if (!memory.state.registered)
    return reject('shipment-not-found', `There is no shipment ${shipmentId}; register it with POST /v1/shipments.`);
  const wanted = parseGiven([given], memory.state.carrier);
  return isRejection(wanted) ? wanted : (wanted[0] as Wanted);
}

/** Lets a name stand for a shipment. */
export async function assignName(
  writer: StreamWriter,
  shipmentId: string,
  given: GivenIdentifier,
  context: CommandContext,
): Promise<Done | Rejection> {
  const wanted = await nameFor(writer, shipmentId, given);
  if (isRejection(wanted)) return wanted;
  const command = commandOf(`assign ${shipmentId}`, context);
  return takeIdentifier(writer, shipmentId, command.id, wanted, command);
}

/** Lets a name no longer stand for a shipment, from now on. */
export async function releaseName(
  writer: StreamWriter,
  shipmentId: string,
  given: GivenIdentifier,
  context: CommandContext,
): Promise<Done | Rejection> {
  const wanted = await nameFor(writer, shipmentId, given);
  if (isRejection(wanted)) return wanted;
  const now = writer.now();
  const shipment = await writer.load(shipmentFold, shipmentStream(shipmentId));
  const end = terminalTime(shipment.state);
  const command = commandOf(`release ${shipmentId}`, context);
  return carryOut(writer, IDENTIFIER, wanted.identifier, command, (state) => releaseIdentifier(state, shipmentId, end, now));
}
