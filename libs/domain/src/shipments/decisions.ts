import { formatIdentifier, formatInstant, type Instant, type JsonOf, type Unit } from '@waybill/events';
import { type Decision, draft, type Rejection, reject, undoneByUnload } from '../decision';
import { retraction } from '../retracted';
import { isLoaded, isUnloaded } from '../units';
import { countingMilestones, isAboard, terminalTime } from './journey-end';
import { retractedIn, type ShipmentState } from './shipment';
import { deriveStatus } from './status';
import { isTerminal } from './status-tables';

export const unknownShipment = (shipmentId: string): Rejection =>
  reject('shipment-not-found', `There is no shipment ${shipmentId}; register it with POST /v1/shipments.`);

/** Registers a shipment and issues its first tracking link. The same plan again changes nothing. */
export function registerShipment(
  state: ShipmentState,
  plan: JsonOf<'dev.waybill.shipment-registered.v1'>,
  planHash: string,
  linkId: string,
): Decision {
  if (state.phase === 'unregistered')
    return [draft('dev.waybill.shipment-registered.v1', plan), draft('dev.waybill.tracking-link-issued.v1', { linkId })];
  if (state.planHash === planHash) return [];
  return reject('shipment-exists', `Shipment ${plan.shipmentId} is registered with another plan; use another shipmentId.`);
}

export function planRoute(state: ShipmentState, shipmentId: string, data: JsonOf<'dev.waybill.route-planned.v1'>): Decision {
  return state.phase === 'unregistered' ? unknownShipment(shipmentId) : [draft('dev.waybill.route-planned.v1', data)];
}

/** Puts a shipment aboard a unit at a time. Not after the shipment came to its end, nor at the very time of an unload, which would undo it. */
export function loadShipment(state: ShipmentState, shipmentId: string, unit: Unit, at: Instant): Decision {
  if (state.phase === 'unregistered') return unknownShipment(shipmentId);
  const end = terminalTime(state);
  if (end !== undefined && at > end)
    return reject('shipment-terminal', `Shipment ${shipmentId} had come to its end by then; give an earlier 'at'.`);
  if (isUnloaded(state.handlings, unit, at)) return undoneByUnload(`Shipment ${shipmentId}`, unit);
  if (isLoaded(state.handlings, unit, at)) return [];
  return [draft('dev.waybill.shipment-loaded.v1', { shipmentId, unit }, at)];
}

/** Takes a shipment off a unit that it is aboard at that time. */
export function unloadShipment(state: ShipmentState, shipmentId: string, unit: Unit, at: Instant): Decision {
  if (state.phase === 'unregistered') return unknownShipment(shipmentId);
  if (isUnloaded(state.handlings, unit, at)) return [];
  if (!isAboard(state, unit, at, terminalTime(state)))
    return reject('not-aboard', `Shipment ${shipmentId} is not aboard ${formatIdentifier(unit)} at that time.`);
  return [draft('dev.waybill.shipment-unloaded.v1', { shipmentId, unit }, at)];
}

/** When a shipment was delivered (absent: at the moment of the command, or whenever it is known to have been), and what proves it. */
export interface Delivery {
  readonly at?: Instant;
  readonly proof?: JsonOf<'dev.waybill.delivered.v1'>['proof'];
}

/** Records the delivery. The same one again changes nothing; another time is refused until the known delivery is retracted. */
export function deliver(state: ShipmentState, shipmentId: string, { at, proof }: Delivery, now: Instant): Decision {
  if (state.phase === 'unregistered') return unknownShipment(shipmentId);
  const milestones = countingMilestones(state);
  const deliveries = milestones.filter(({ milestone, classifier }) => milestone === 'DELIVERED' && classifier === 'ACT');
  if (deliveries.some(({ time }) => time === at)) return [];
  const { status, deliveredAt } = deriveStatus(milestones);
  if (status === 'RETURNED') return reject('shipment-terminal', `Shipment ${shipmentId} was returned; it cannot be delivered any more.`);
  if (deliveredAt === undefined) return [draft('dev.waybill.delivered.v1', proof ? { proof } : {}, at ?? now)];
  if (at === undefined) return [];
  const standing = deliveries.find(({ time }) => time === deliveredAt)?.eventId;
  const advice = `to give another time, retract that first with POST /v1/shipments/${shipmentId}/facts/${standing}/retract`;
  return reject('shipment-terminal', `Shipment ${shipmentId} was delivered at ${formatInstant(deliveredAt)}; ${advice}.`);
}

/** Cancels a shipment that has not come to its end. */
export function cancel(state: ShipmentState, shipmentId: string, reason: string | undefined): Decision {
  if (state.phase === 'unregistered') return unknownShipment(shipmentId);
  const { status } = deriveStatus(countingMilestones(state));
  if (status === 'CANCELLED') return [];
  if (isTerminal(status)) return reject('shipment-terminal', `Shipment ${shipmentId} is ${status}; it cannot be cancelled any more.`);
  return [draft('dev.waybill.shipment-cancelled.v1', reason ? { reason } : {})];
}

/**
 * Declares a fact of a shipment wrong: a report, or a milestone that a command recorded.
 * @param isReport whether the stream holds a report of that id
 */
export function retractFact(state: ShipmentState, isReport: boolean, eventId: string, reason: string): Decision {
  const isMilestone = state.phase === 'registered' && state.milestones.some((milestone) => milestone.eventId === eventId);
  return retraction(retractedIn(state), isReport || isMilestone, eventId, reason);
}

export function issueTrackingLink(state: ShipmentState, shipmentId: string, linkId: string): Decision {
  if (state.phase === 'unregistered') return unknownShipment(shipmentId);
  return linkId in state.links ? [] : [draft('dev.waybill.tracking-link-issued.v1', { linkId })];
}

export function revokeTrackingLink(state: ShipmentState, shipmentId: string, linkId: string): Decision {
  if (state.phase === 'unregistered') return unknownShipment(shipmentId);
  const revoked = state.links[linkId];
  if (revoked === undefined) return reject('link-not-found', `Shipment ${shipmentId} has no such tracking link.`);
  return revoked ? [] : [draft('dev.waybill.tracking-link-revoked.v1', { linkId })];
}
