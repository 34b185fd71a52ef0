import {
  type ApiKeyState,
  cancel,
  createApiKey,
  type Delivery,
  deliver,
  type Fold,
  type IdentifierState,
  identifierFold,
  isRejection,
  issueTrackingLink,
  planRoute,
  type Rejection,
  reject,
  releaseIdentifier,
  retractFact,
  revokeApiKey,
  revokeTrackingLink,
  type ShipmentState,
  shipmentFold,
  terminalTime,
} from '@waybill/domain';
import type { EventLog } from '@waybill/event-store';
import {
  apiKeyStream,
  derivedId,
  type FenceTerms,
  formatIdentifier,
  type Identifier,
  type Instant,
  identifierStream,
  type LineString,
  type Role,
  shipmentStream,
  type Unit,
} from '@waybill/events';
import { type CommandContext, commandOf, type Done, execute, type StreamView, StreamWriter } from '@waybill/streams';
import { ExceptionDesk } from './exception-desk';
import { define, redraw, retire } from './geofences';
import { handleShipment, handleUnit } from './handling';
import { Intake, type TakenIn } from './intake';
import { type GivenIdentifier, parseGiven, type Registered, type RegisterShipment, register, takeIdentifier } from './registration';
import type { Report } from './report';
import { unitFactId } from './unit-fact';

export type CommandResult = Promise<Done | Rejection>;

interface ApiKeyMemory extends ApiKeyState {
  /** Hash of the body of each command that was carried out, by its key. */
  readonly commands: Readonly<Record<string, string>>;
}

const apiKeyFold: Fold<ApiKeyMemory> = {
  initial: () => ({ exists: false, revoked: false, commands: {} }),
  evolve: ({ revoked, commands }, { type, metadata: { commandkey, commandhash = '' } }) => ({
    exists: true,
    revoked: revoked || type === 'dev.waybill.api-key-revoked.v1',
    commands: commandkey ? { ...commands, [commandkey]: commandhash } : commands,
  }),
};

/** The write side: everything that puts events into the log. It needs the event store only. */
export class Tracking {
  private readonly intake: Intake;

  /** What people do about exceptions. */
  readonly exceptions: ExceptionDesk;

  private constructor(private readonly writer: StreamWriter) {
    this.intake = new Intake(writer);
    this.exceptions = new ExceptionDesk(writer);
  }

  static open({ log, clock }: { log: EventLog; clock: { now(): number } }): Tracking {
    return new Tracking(new StreamWriter(log, () => clock.now()));
  }

  /** To be called when the store was away: it may have come back as an older copy, which lacks some of what is remembered. */
  storeWasAway(): void {
    this.writer.doubtAll();
  }

  takeIn(reports: readonly Report[]): Promise<TakenIn> {
    return this.intake.takeIn(reports);
  }

  register(plan: RegisterShipment, context: CommandContext): Promise<Registered | Rejection> {
    return register(this.writer, plan, context);
  }

  planRoute(shipmentId: string, route: LineString, context: CommandContext): CommandResult {
    return this.onShipment('route', shipmentId, context, (state) => planRoute(state, shipmentId, { route }));
  }

  async assignIdentifier(shipmentId: string, given: GivenIdentifier, context: CommandContext): CommandResult {
    const wanted = await this.namesOf(shipmentId, given);
    if (isRejection(wanted)) return wanted;
    const command = commandOf(`assign ${shipmentId}`, context);
    return takeIdentifier(this.writer, shipmentId, command.id, wanted[0] as (typeof wanted)[0], command);
  }

  async releaseIdentifier(shipmentId: string, given: GivenIdentifier, context: CommandContext): CommandResult {
    const wanted = await this.namesOf(shipmentId, given);
    if (isRejection(wanted)) return wanted;
    const { identifier } = wanted[0] as (typeof wanted)[0];
    const now = this.writer.now() as Instant;
    const shipment = await this.writer.load(shipmentFold, shipmentStream(shipmentId));
    const end = terminalTime(shipment.state);
    return this.onIdentifier(`release ${shipmentId}`, identifier, context, (state) => releaseIdentifier(state, shipmentId, end, now));
  }

  load(shipmentId: string, unit: Unit, at: Instant | undefined, context: CommandContext): CommandResult {
    return handleShipment(this.writer, 'load', shipmentId, unit, at, context);
  }

  unload(shipmentId: string, unit: Unit, at: Instant | undefined, context: CommandContext): CommandResult {
    return handleShipment(this.writer, 'unload', shipmentId, unit, at, context);
  }

  loadUnit(child: Unit, on: Unit, at: Instant | undefined, context: CommandContext): CommandResult {
    return handleUnit(this.writer, 'load', child, on, at, context);
  }

  unloadUnit(child: Unit, on: Unit, at: Instant | undefined, context: CommandContext): CommandResult {
    return handleUnit(this.writer, 'unload', child, on, at, context);
  }

  deliver(shipmentId: string, delivery: Delivery, context: CommandContext): CommandResult {
    const now = this.writer.now() as Instant;
    return this.onShipment('deliver', shipmentId, context, (state) => deliver(state, shipmentId, delivery, now));
  }

  cancel(shipmentId: string, { reason }: { reason?: string }, context: CommandContext): CommandResult {
    return this.onShipment('cancel', shipmentId, context, (state) => cancel(state, shipmentId, reason));
  }

  retractFact(shipmentId: string, eventId: string, reason: string, context: CommandContext): CommandResult {
    return this.onShipment(`retract ${eventId}`, shipmentId, context, (state, seen) => {
      const known = Boolean(seen.hashOf(eventId)) || state.milestones.some((milestone) => milestone.eventId === eventId);
      return retractFact(state, known, eventId, reason);
    });
  }

  /** For the unit and everybody aboard: the attribution reactor retracts the copies. `eventId` may be that of a copy. */
  async retractUnitFact(unit: Unit, given: string, reason: string, context: CommandContext): CommandResult {
    const eventId = await unitFactId(this.writer, unit, given);
    return this.onIdentifier(`retract ${eventId}`, unit, context, (state, seen) =>
      retractFact(state, Boolean(seen.hashOf(eventId)), eventId, reason),
    );
  }

  async issueTrackingLink(shipmentId: string, context: CommandContext): Promise<(Done & { linkId: string }) | Rejection> {
    const command = commandOf('link', context);
    const linkId = derivedId('link', shipmentId, command.id).replaceAll('-', '');
    const target = { fold: shipmentFold, stream: shipmentStream(shipmentId), subject: `shipment:${shipmentId}` };
    const done = await execute<ShipmentState>(this.writer, target, command, (state) => issueTrackingLink(state, shipmentId, linkId));
    return isRejection(done) ? done : { ...done, linkId };
  }

  revokeTrackingLink(shipmentId: string, linkId: string, context: CommandContext): CommandResult {
    return this.onShipment(`revoke ${linkId}`, shipmentId, context, (state) => revokeTrackingLink(state, shipmentId, linkId));
  }

  /** Whether there was ever a key of this id. */
  async hasApiKey(keyId: string): Promise<boolean> {
    return (await this.writer.load(apiKeyFold, apiKeyStream(keyId))).state.exists;
  }

  createApiKey(
    key: { name: string; role: Role; sourcePrefix?: string },
    sha256: string,
    keyId: string,
    context: CommandContext,
  ): CommandResult {
    const target = { fold: apiKeyFold, stream: apiKeyStream(keyId), subject: `api-key:${keyId}` };
    return execute<ApiKeyMemory>(this.writer, target, commandOf('key', context), (state) => createApiKey(state, { ...key, keyId, sha256 }));
  }

  revokeApiKey(keyId: string, context: CommandContext): CommandResult {
    const target = { fold: apiKeyFold, stream: apiKeyStream(keyId), subject: `api-key:${keyId}` };
    return execute<ApiKeyMemory>(this.writer, target, commandOf('revoke', context), (state) => revokeApiKey(state, keyId));
  }

  defineGeofence(terms: FenceTerms, from: Instant | undefined, context: CommandContext): ReturnType<typeof define> {
    return define(this.writer, terms, from, context);
  }

  redrawGeofence(geofenceId: string, terms: FenceTerms, from: Instant | undefined, context: CommandContext): CommandResult {
    return redraw(this.writer, geofenceId, terms, from, context);
  }

  retireGeofence(geofenceId: string, from: Instant | undefined, context: CommandContext): CommandResult {
    return retire(this.writer, geofenceId, from, context);
  }

  /** A name in canonical form, read with the carrier of the shipment that it is for. */
  private async namesOf(shipmentId: string, given: GivenIdentifier): Promise<ReturnType<typeof parseGiven>> {
    let memory = await this.writer.load(shipmentFold, shipmentStream(shipmentId));
    if (!memory.state.registered) memory = await this.writer.refresh(shipmentFold, shipmentStream(shipmentId));
    if (!memory.state.registered)
      return reject('shipment-not-found', `There is no shipment ${shipmentId}; register it with POST /v1/shipments.`);
    return parseGiven([given], memory.state.carrier);
  }

  private onShipment(operation: string, shipmentId: string, context: CommandContext, decide: Decider<ShipmentState>): CommandResult {
    const target = { fold: shipmentFold, stream: shipmentStream(shipmentId), subject: `shipment:${shipmentId}` };
    return execute<ShipmentState>(this.writer, target, commandOf(operation, context), (state, memory) => decide(state, memory.seen));
  }

  private onIdentifier(
    operation: string,
    identifier: Identifier,
    context: CommandContext,
    decide: Decider<IdentifierState>,
  ): CommandResult {
    const target = { fold: identifierFold, stream: identifierStream(identifier), subject: formatIdentifier(identifier) };
    return execute<IdentifierState>(this.writer, target, commandOf(operation, context), (state, memory) => decide(state, memory.seen));
  }
}

type Decider<S> = (state: S, seen: StreamView<S>['seen']) => ReturnType<typeof cancel>;
