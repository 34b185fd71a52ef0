import {
  type AssignIdentifier,
  assignIdentifier,
  IDENTIFIER,
  identifierFold,
  isRejection,
  type Rejection,
  reject,
  releaseIdentifier,
  rivals,
  shipmentFold,
  terminalTime,
} from '@waybill/domain';
import { StreamDeleted } from '@waybill/event-store';
import { formatIdentifier, type Identifier, identifierStream, parseIdentifier, parseInstant, shipmentStream } from '@waybill/events';
import { type Command, type CommandContext, carryOut, commandOf, type Done, type StreamWriter } from '@waybill/streams';
import { warmStreams } from './resolution';

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

const ROUNDS = 4;

/** Reads a rival's stream, when it was not erased: then it holds nothing any more. */
async function known(writer: StreamWriter, shipmentId: string, afresh: boolean): Promise<void> {
  try {
    await writer[afresh ? 'refresh' : 'load'](shipmentFold, shipmentStream(shipmentId));
  } catch (error) {
    if (!(error instanceof StreamDeleted)) throw error;
  }
}

/** Takes one name for a shipment. It is refused, and taken from a rival, by what the rivals' streams say now, not by what this process remembers. */
export async function takeIdentifier(
  writer: StreamWriter,
  shipmentId: string,
  commandId: string,
  wanted: Wanted,
  command: Command,
): Promise<Done | Rejection> {
  const { identifier } = wanted;
  const lookup = warmStreams(writer).shipment;
  let refreshed = false;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { state } = await writer.load(identifierFold, identifierStream(identifier));
    await Promise.all(rivals(state, shipmentId).map((rival) => known(writer, rival, refreshed)));
    const done = await carryOut(writer, IDENTIFIER, identifier, command, (current) => {
      if (rivals(current, shipmentId).some((rival) => lookup(rival) === undefined))
        return reject('conflict', 'A rival appeared; try again.');
      const decision = assignIdentifier(current, { ...wanted, shipmentId, commandId }, lookup, writer.now());
      if (!refreshed && !isRejection(decision) && decision.length > 1)
        return reject('conflict', 'A rival may be under way again; try again.');
      return decision;
    });
    const sure = !isRejection(done) || (done.rejected !== 'conflict' && (done.rejected !== 'identifier-taken' || refreshed));
    if (sure) return done;
    refreshed = true;
  }
  return reject('conflict', `${formatIdentifier(identifier)} is being assigned by others; try again.`);
}

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
