import {
  type AssignIdentifier,
  assignIdentifier,
  IDENTIFIER,
  isRejection,
  type RegisteredShipment,
  type Rejection,
  reject,
  releaseIdentifier,
  SHIPMENT,
  terminalTime,
  unknownShipment,
} from '@waybill/domain';
import {
  formatIdentifier,
  type Identifier,
  type IdentifierFault,
  type Instant,
  identifierStream,
  parseIdentifier,
  shipmentStream,
} from '@waybill/events';
import { type Command, type CommandContext, carryOut, commandOf, type Done, type StreamWriter } from '@waybill/streams';
import { carryOutAfresh } from './streams-until-known';

/** A name as a client gives it. */
export interface GivenIdentifier {
  readonly scheme: string;
  readonly value: string;
  readonly from?: Instant;
  readonly until?: Instant;
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

function parseName({ scheme, value, from, until }: GivenIdentifier, carrier: string | undefined): Wanted | IdentifierFault {
  const identifier = parseIdentifier(scheme, value, carrier);
  return 'fault' in identifier ? identifier : { identifier, given: value, from, until };
}

/** Canonical names in the order of their streams, or one refusal that lists every bad one. */
export function parseGiven(given: readonly GivenIdentifier[], carrier: string | undefined): Wanted[] | Rejection {
  const faults = nameFaults(given, carrier);
  if (faults.length > 0) return reject('invalid-identifier', faults.map(({ fault }) => fault).join('; '));
  const wanted = given.flatMap((one) => {
    const name = parseName(one, carrier);
    return 'fault' in name ? [] : [name];
  });
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
async function nameFor(
  writer: StreamWriter,
  shipmentId: string,
  given: GivenIdentifier,
): Promise<{ readonly wanted: Wanted; readonly shipment: RegisteredShipment } | Rejection> {
  const stream = shipmentStream(shipmentId);
  let { state } = await writer.load(SHIPMENT.fold, stream);
  if (state.phase === 'unregistered') ({ state } = await writer.refresh(SHIPMENT.fold, stream));
  if (state.phase === 'unregistered') return unknownShipment(shipmentId);
  const wanted = parseName(given, state.carrier);
  return 'fault' in wanted ? reject('invalid-identifier', wanted.fault) : { wanted, shipment: state };
}

/** Lets a name stand for a shipment. */
export async function assignName(
  writer: StreamWriter,
  shipmentId: string,
  given: GivenIdentifier,
  context: CommandContext,
): Promise<Done | Rejection> {
  const named = await nameFor(writer, shipmentId, given);
  if (isRejection(named)) return named;
  const command = commandOf(`assign ${shipmentId}`, context);
  return takeIdentifier(writer, shipmentId, command.id, named.wanted, command);
}

/** Lets a name no longer stand for a shipment, from now on. */
export async function releaseName(
  writer: StreamWriter,
  shipmentId: string,
  given: GivenIdentifier,
  context: CommandContext,
): Promise<Done | Rejection> {
  const named = await nameFor(writer, shipmentId, given);
  if (isRejection(named)) return named;
  const now = writer.now();
  const end = terminalTime(named.shipment);
  const command = commandOf(`release ${shipmentId}`, context);
  return carryOut(writer, IDENTIFIER, named.wanted.identifier, command, (state) => releaseIdentifier(state, shipmentId, end, now));
}
