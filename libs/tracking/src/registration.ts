import { randomBytes, randomUUID } from 'node:crypto';
import {
  type AssignIdentifier,
  assignIdentifier,
  type IdentifierState,
  identifierFold,
  isRejection,
  type Rejection,
  registerShipment,
  reject,
  rivals,
  type ShipmentState,
  shipmentFold,
  undoAssignment,
} from '@waybill/domain';
import { StreamDeleted, UnknownOutcome } from '@waybill/event-store';
import {
  derivedId,
  formatIdentifier,
  type Identifier,
  identifierStream,
  type JsonOf,
  parseIdentifier,
  parseInstant,
  type ShipmentPlan,
  shipmentStream,
} from '@waybill/events';
import { type Command, type CommandContext, commandOf, type Done, execute, reusedKey, type StreamWriter } from '@waybill/streams';
import { warmStreams } from './resolution';

/** A name as a client gives it. */
export interface GivenIdentifier {
  readonly scheme: string;
  readonly value: string;
  readonly from?: string;
  readonly until?: string;
}
/** A shipment to track: its plan and the names under which the world will report on it. */
export interface RegisterShipment extends ShipmentPlan {
  readonly shipmentId?: string;
  readonly identifiers?: readonly GivenIdentifier[];
}
/** `created` is false when the same plan had been registered before. */
export interface Registered extends Done {
  readonly shipmentId: string;
  readonly linkId: string;
  readonly created: boolean;
}
type Wanted = Omit<AssignIdentifier, 'shipmentId' | 'commandId'> & { readonly identifier: Identifier };

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
  const target = { fold: identifierFold, stream: identifierStream(wanted.identifier), subject: formatIdentifier(wanted.identifier) };
  const lookup = warmStreams(writer).shipment;
  let refreshed = false;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { state } = await writer.load(identifierFold, target.stream);
    await Promise.all(rivals(state, shipmentId).map((rival) => known(writer, rival, refreshed)));
    const done = await execute<IdentifierState>(writer, target, command, (current) => {
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
  return reject('conflict', `${target.subject} is being assigned by others; try again.`);
}

const withoutKey = ({ hash, traceparent }: Command): Command => ({ id: randomUUID(), hash, traceparent });

/** A registration under way: the shipment, its names, and the id under which they are taken for it. */
interface Registering {
  readonly shipmentId: string;
  readonly commandId: string;
  readonly names: readonly Wanted[];
  readonly command: Command;
}

async function takeAll(writer: StreamWriter, { shipmentId, commandId, names, command }: Registering): Promise<Rejection | undefined> {
  for (const wanted of names) {
    const done = await takeIdentifier(writer, shipmentId, commandId, wanted, withoutKey(command));
    if (isRejection(done)) return done;
  }
  return undefined;
}

/** Gives back the names that were taken. They stay where the very same registration, asked for twice, has come through meanwhile. */
async function giveBack(writer: StreamWriter, { shipmentId, commandId, names, command }: Registering): Promise<void> {
  if (names.length === 0) return;
  const { state } = await writer.refresh(shipmentFold, shipmentStream(shipmentId));
  if (state.planHash === command.hash) return;
  for (const { identifier } of names) {
    const target = { fold: identifierFold, stream: identifierStream(identifier), subject: formatIdentifier(identifier) };
    await execute<IdentifierState>(writer, target, withoutKey(command), (current) => undoAssignment(current, shipmentId, commandId));
  }
}

/**
 * Does a part of a registration; one that is refused or fails keeps its names from nobody. When it is not known what was written, the
 * names may be those of a shipment: they stay, and sending the command again completes it.
 */
async function orGiveBack(
  writer: StreamWriter,
  registering: Registering,
  work: () => Promise<Done | Rejection>,
): Promise<Done | Rejection> {
  try {
    const done = await work();
    if (isRejection(done)) await giveBack(writer, registering);
    return done;
  } catch (error) {
    // When the store is away, they are void after a minute.
    if (!(error instanceof UnknownOutcome)) await giveBack(writer, registering).catch(() => undefined);
    throw error;
  }
}

function planOf(
  { shipmentId: _, identifiers, ...plan }: RegisterShipment,
  shipmentId: string,
  wanted: readonly Wanted[],
): JsonOf<'dev.waybill.shipment-registered.v1'> {
  const held = (identifiers ?? []).map((given) => {
    const { identifier } = wanted.find((one) => one.given === given.value && one.identifier.scheme === given.scheme) as Wanted;
    return { ...identifier, given: given.value, from: given.from, until: given.until };
  });
  return { ...plan, shipmentId, identifiers: held };
}

/** What an earlier registration answered: the position of its own events, not of what came later. */
async function earlier(writer: StreamWriter, shipmentId: string): Promise<Registered> {
  let position = 0n;
  let linkId = '';
  for await (const event of writer.log.read(shipmentStream(shipmentId), { maxCount: 2 })) {
    position = event.position;
    if (event.type === 'dev.waybill.tracking-link-issued.v1') linkId = event.data.linkId;
  }
  return { shipmentId, linkId, position, created: false };
}

/** The id under which a plan is registered: the client's, or one made from the Idempotency-Key, or a random one. */
const idFor = (plan: RegisterShipment, command: Command): string =>
  plan.shipmentId ?? (command.key ? derivedId('shipment', command.key) : randomUUID());

/**
 * Registers a shipment: first its names, each in its own stream, then the shipment itself; all of that or nothing. A crash in between
 * leaves assignments that are void after a minute; sending the command again completes it.
 */
export async function register(writer: StreamWriter, plan: RegisterShipment, context: CommandContext): Promise<Registered | Rejection> {
  const command = commandOf('register', context);
  const shipmentId = idFor(plan, command);
  const { state } = await writer.load(shipmentFold, shipmentStream(shipmentId));
  if (state.registered) return repeated(writer, plan, shipmentId, state, command);
  const names = parseGiven(plan.identifiers ?? [], plan.carrier);
  if (isRejection(names)) return names;
  const registering = { shipmentId, commandId: derivedId('register', shipmentId, command.hash), names, command };
  const linkId = randomBytes(16).toString('hex');
  const target = { fold: shipmentFold, stream: shipmentStream(shipmentId), subject: `shipment:${shipmentId}` };
  const data = planOf(plan, shipmentId, names);
  const done = await orGiveBack(
    writer,
    registering,
    async () =>
      (await takeAll(writer, registering)) ??
      execute<ShipmentState>(writer, target, command, (current) => registerShipment(current, data, command.hash, linkId)),
  );
  if (isRejection(done)) return done;
  const mine = linkId in (await writer.load(shipmentFold, target.stream)).state.links;
  return mine ? { shipmentId, linkId, position: done.position, created: true } : earlier(writer, shipmentId);
}

function repeated(
  writer: StreamWriter,
  plan: RegisterShipment,
  shipmentId: string,
  state: ShipmentState,
  command: Command,
): Promise<Registered> | Rejection {
  if (state.planHash === command.hash) return earlier(writer, shipmentId);
  if (plan.shipmentId === undefined) return reusedKey();
  return reject('shipment-exists', `Shipment ${shipmentId} is registered with another plan; use another shipmentId.`);
}
