import { randomBytes, randomUUID } from 'node:crypto';
import {
  IDENTIFIER,
  isRejection,
  type RegisteredShipment,
  type Rejection,
  registerShipment,
  reject,
  SHIPMENT,
  undoAssignment,
  whenRegistered,
} from '@waybill/domain';
import { UnknownOutcome } from '@waybill/event-store';
import { derivedId, formatInstant, type GivenPlan, type Instant, type JsonOf, shipmentStream } from '@waybill/events';
import { type Command, type CommandContext, carryOut, commandOf, type Done, reusedKey, type StreamWriter } from '@waybill/streams';
import { type GivenIdentifier, parseGiven, takeIdentifier, type Wanted } from './names';

/** A shipment to track: its plan and the names under which the world will report on it. */
export interface RegisterShipment extends GivenPlan {
  readonly shipmentId?: string;
  readonly identifiers?: readonly GivenIdentifier[];
}
/** `created` is false when the same plan had been registered before. */
export interface Registered extends Done {
  readonly shipmentId: string;
  readonly linkId: string;
  readonly created: boolean;
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
  const { state } = await writer.refresh(SHIPMENT.fold, shipmentStream(shipmentId));
  if (whenRegistered(state)?.planHash === command.hash) return;
  for (const { identifier } of names) {
    await carryOut(writer, IDENTIFIER, identifier, withoutKey(command), (current) => undoAssignment(current, shipmentId, commandId));
  }
}

/**
 * Does a part of a registration; one that is refused or fails gives its names free again. When it is not known what was written, the
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

const inText = (time: Instant | undefined): string | undefined => (time === undefined ? undefined : formatInstant(time));

function planOf(
  { shipmentId: _, identifiers, ...plan }: RegisterShipment,
  shipmentId: string,
  wanted: readonly Wanted[],
): JsonOf<'dev.waybill.shipment-registered.v1'> {
  const held = (identifiers ?? []).flatMap((given) => {
    const name = wanted.find((one) => one.given === given.value && one.identifier.scheme === given.scheme);
    return name ? [{ ...name.identifier, given: given.value, from: inText(given.from), until: inText(given.until) }] : [];
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
  const { state } = await writer.load(SHIPMENT.fold, shipmentStream(shipmentId));
  if (state.phase === 'registered') return repeated(writer, plan, shipmentId, state, command);
  const names = parseGiven(plan.identifiers ?? [], plan.carrier);
  if (isRejection(names)) return names;
  const registering = { shipmentId, commandId: derivedId('register', shipmentId, command.hash), names, command };
  const linkId = randomBytes(16).toString('hex');
  const data = planOf(plan, shipmentId, names);
  const done = await orGiveBack(
    writer,
    registering,
    async () =>
      (await takeAll(writer, registering)) ??
      carryOut(writer, SHIPMENT, shipmentId, command, (current) => registerShipment(current, data, command.hash, linkId)),
  );
  if (isRejection(done)) return done;
  const registered = whenRegistered((await writer.load(SHIPMENT.fold, shipmentStream(shipmentId))).state);
  return registered && linkId in registered.links
    ? { shipmentId, linkId, position: done.position, created: true }
    : earlier(writer, shipmentId);
}

function repeated(
  writer: StreamWriter,
  plan: RegisterShipment,
  shipmentId: string,
  { planHash }: RegisteredShipment,
  command: Command,
): Promise<Registered> | Rejection {
  if (planHash === command.hash) return earlier(writer, shipmentId);
  if (plan.shipmentId === undefined) return reusedKey();
  return reject('shipment-exists', `Shipment ${shipmentId} is registered with another plan; use another shipmentId.`);
}
