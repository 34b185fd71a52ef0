import {
  cancel,
  type Delivery,
  defineGeofence,
  deliver,
  GEOFENCE,
  IDENTIFIER,
  issueTrackingLink,
  retractFact,
  retractReport,
  SHIPMENT,
} from '@waybill/domain';
import type { EventLog } from '@waybill/event-store';
import { derivedId, type FenceTerms, type Instant, type Report, type Unit } from '@waybill/events';
import { type CommandContext, carryOut, commandOf, StreamWriter } from '@waybill/streams';
import {
  assignName,
  type GivenIdentifier,
  handleShipment,
  handleUnit,
  Intake,
  type RegisterShipment,
  register,
  unitFactId,
} from '@waybill/tracking';

/** A write side of its own, as one API process has it: what its handlers do with a command, without HTTP. */
export class Commands {
  private readonly writer: StreamWriter;
  private readonly intake: Intake;

  constructor({ log, clock }: { log: EventLog; clock: { now(): number } }) {
    this.writer = new StreamWriter(log, () => clock.now());
    this.intake = new Intake(this.writer);
  }

  takeIn = (reports: readonly Report[]) => this.intake.takeIn(reports);
  register = (plan: RegisterShipment, context: CommandContext) => register(this.writer, plan, context);
  assignIdentifier = (shipmentId: string, given: GivenIdentifier, context: CommandContext) =>
    assignName(this.writer, shipmentId, given, context);
  load = (shipmentId: string, unit: Unit, at: Instant | undefined, context: CommandContext) =>
    handleShipment(this.writer, 'load', shipmentId, unit, at, context);
  unload = (shipmentId: string, unit: Unit, at: Instant | undefined, context: CommandContext) =>
    handleShipment(this.writer, 'unload', shipmentId, unit, at, context);
  loadUnit = (unit: Unit, on: Unit, at: Instant | undefined, context: CommandContext) =>
    handleUnit(this.writer, 'load', unit, on, at, context);
  deliver = (shipmentId: string, delivery: Delivery, context: CommandContext) => {
    const now = this.writer.now();
    return carryOut(this.writer, SHIPMENT, shipmentId, commandOf('deliver', context), (state) => deliver(state, shipmentId, delivery, now));
  };
  cancel = (shipmentId: string, reason: string | undefined, context: CommandContext) =>
    carryOut(this.writer, SHIPMENT, shipmentId, commandOf('cancel', context), (state) => cancel(state, shipmentId, reason));
  issueTrackingLink = (shipmentId: string, context: CommandContext) => {
    const command = commandOf('link', context);
    const linkId = derivedId('link', shipmentId, command.id).replaceAll('-', '');
    return carryOut(this.writer, SHIPMENT, shipmentId, command, (state) => issueTrackingLink(state, shipmentId, linkId));
  };
  retractFact = (shipmentId: string, eventId: string, reason: string, context: CommandContext) =>
    carryOut(this.writer, SHIPMENT, shipmentId, commandOf(`retract ${eventId}`, context), (state, { seen }) =>
      retractFact(state, Boolean(seen.hashOf(eventId)), eventId, reason),
    );
  retractUnitFact = async (unit: Unit, given: string, reason: string, context: CommandContext) => {
    const eventId = await unitFactId(this.writer, unit, given);
    return carryOut(this.writer, IDENTIFIER, unit, commandOf(`retract ${eventId}`, context), (state, { seen }) =>
      retractReport(state, Boolean(seen.hashOf(eventId)), eventId, reason),
    );
  };
  defineGeofence = (terms: FenceTerms, from: Instant, context: CommandContext) => {
    const command = commandOf('define geofence', context);
    const geofenceId = derivedId('geofence', command.id);
    return carryOut(this.writer, GEOFENCE, geofenceId, command, (state) => defineGeofence(state, { ...terms, geofenceId }, from));
  };
}
