import { type Identifier, isUnit } from '@waybill/events';
import type { Retracted } from '../retracted';

/** How a report stands in a stream. `moved`: attribution took it away from there; `withdrawn`: a person said that it is wrong. */
export type Standing = 'absent' | 'counts' | 'moved' | 'withdrawn';

export function standingOf(eventId: string, isThere: boolean, retracted: Retracted): Standing {
  if (!isThere) return 'absent';
  const by = retracted[eventId];
  return by === undefined ? 'counts' : by === 'person' ? 'withdrawn' : 'moved';
}

/** What makes a report count in a shipment's stream exactly when it is to. What a person withdrew stays withdrawn. */
export function settlementIn(standing: Standing, belongs: boolean): 'copy' | 'reinstate' | 'retract' | 'nothing' {
  switch (standing) {
    case 'absent':
      return belongs ? 'copy' : 'nothing';
    case 'moved':
      return belongs ? 'reinstate' : 'nothing';
    case 'counts':
      return belongs ? 'nothing' : 'retract';
    case 'withdrawn':
      return 'nothing';
  }
}

/** A report, and who has it. */
export interface Whereabouts {
  /** What it is about. */
  readonly identifier: Identifier;
  /** How it stands in the stream of that name. */
  readonly kept: Standing;
  /** The shipment in whose stream it was met, when it was met in one. */
  readonly met?: { readonly shipmentId: string; readonly standing: Standing };
}

/** What has to be seen to, in this order. Each is made sure of in its own stream: see `settlementIn`. */
export type Settlement =
  /** It is kept in the stream of its name. */
  | { readonly kind: 'park' }
  /** It counts for the shipment, or does not. */
  | { readonly kind: 'give' | 'take'; readonly shipmentId: string };

/** In the stream of a unit every report about it is kept; in that of another name those that no shipment has. */
function places({ identifier, kept }: Whereabouts, targets: readonly string[]): Settlement[] {
  const isToBeParked = kept === 'absent' && (isUnit(identifier) || targets.length === 0);
  const gifts = targets.map((shipmentId): Settlement => ({ kind: 'give', shipmentId }));
  return isToBeParked ? [{ kind: 'park' }, ...gifts] : gifts;
}

/**
 * What brings a report to the shipments that it concerns and takes it from one that it does not. It is safe where it belongs before it is
 * taken away. One that a person withdrew where it is kept belongs nowhere.
 */
export function settlement(report: Whereabouts, targets: readonly string[]): Settlement[] {
  const { kept, met } = report;
  const belongs = kept === 'withdrawn' ? [] : targets;
  if (!met) return places(report, belongs);
  const { shipmentId, standing } = met;
  switch (settlementIn(standing, belongs.includes(shipmentId))) {
    case 'nothing':
      return [];
    case 'copy':
    case 'reinstate':
      return [{ kind: 'give', shipmentId }];
    case 'retract':
      return [...places(report, belongs), { kind: 'take', shipmentId }];
  }
}
