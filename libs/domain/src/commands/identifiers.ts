import { formatInstant, type Instant } from '@waybill/events';
import { type Holding, type IdentifierState, type Interval, nameOf, overlap, type ShipmentState, terminalTime } from '../attribution';
import { type Decision, type Draft, draft, reject } from './decision';

/** An assignment whose shipment has no stream after this time was left behind by a crash: it is void. */
export const VOID_AFTER_MS = 60_000;

/** A shipment wants a name for a stretch of event time. */
export interface AssignIdentifier extends Interval {
  readonly shipmentId: string;
  readonly commandId: string;
  /** The value as it was given. */
  readonly given: string;
}

/** Shipments by id, as far as they are needed: those that `rivals` names. */
export type ShipmentLookup = (shipmentId: string) => ShipmentState | undefined;

/** Other shipments whose hold on the name has to be judged before it can be given to this one. */
export const rivals = (state: IdentifierState, shipmentId: string): string[] => [
  ...new Set(state.holdings.filter((holding) => holding.shipmentId !== shipmentId).map((holding) => holding.shipmentId)),
];

type Verdict = { readonly kind: 'void' } | { readonly kind: 'ended'; readonly at: Instant } | { readonly kind: 'live' };

function verdictOn(holding: Holding, shipment: ShipmentState | undefined, now: number): Verdict {
  if (!shipment?.registered) return now - holding.recordedAt > VOID_AFTER_MS ? { kind: 'void' } : { kind: 'live' };
  const end = terminalTime(shipment);
  return end === undefined ? { kind: 'live' } : { kind: 'ended', at: end };
}

/** Where a hold begins that was given no beginning: at the end of the last one before it. */
function endOfPrevious(others: readonly Interval[], before: Instant | undefined): Instant | undefined {
  const ends = others.flatMap(({ until }) => (until !== undefined && until <= (before ?? Number.POSITIVE_INFINITY) ? [until] : []));
  return ends.length === 0 ? undefined : (Math.max(...ends) as Instant);
}

/** The part of a rival's hold that stands once its shipment has come to its end. */
function remaining(holding: Holding, verdict: Verdict): Interval | undefined {
  if (verdict.kind === 'void') return undefined;
  if (verdict.kind === 'live' || (holding.until !== undefined && holding.until <= verdict.at)) return holding;
  return { from: holding.from, until: verdict.at };
}

function release(state: IdentifierState, holding: Holding, stays: Interval | undefined): Draft {
  const until = stays?.until === undefined ? undefined : formatInstant(stays.until);
  return draft('dev.waybill.identifier-released.v1', {
    identifier: state.identifier,
    shipmentId: holding.shipmentId,
    commandId: holding.commandId,
    until,
  });
}

/**
 * Gives a name to a shipment. It is taken while another live shipment holds it at that time; a shipment that has come to its
 * end gives it up from then on, in the same write. Without `from` the hold reaches back to the previous holder's end.
 */
export function assignIdentifier(state: IdentifierState, command: AssignIdentifier, shipments: ShipmentLookup, now: number): Decision {
  const { shipmentId, commandId, given } = command;
  if (command.from !== undefined && command.until !== undefined && command.from >= command.until) {
    return reject('invalid-interval', `${nameOf(state)}: 'until' must be later than 'from'.`);
  }
  const held = state.holdings.find((holding) => holding.shipmentId === shipmentId);
  if (held && (held.commandId === commandId || sameStretch(held, command))) return [];
  const judged = state.holdings
    .filter((holding) => holding.shipmentId !== shipmentId)
    .map((holding) => ({ holding, stays: remaining(holding, verdictOn(holding, shipments(holding.shipmentId), now)) }));
  const from =
    command.from ??
    endOfPrevious(
      judged.flatMap(({ stays }) => stays ?? []),
      command.until,
    );
  if (judged.some(({ stays }) => stays && overlap(stays, { from, until: command.until }))) {
    return reject('identifier-taken', `${nameOf(state)} is held by another shipment at that time.`);
  }
  const releases = judged.filter(({ holding, stays }) => stays !== holding).map(({ holding, stays }) => release(state, holding, stays));
  const until = command.until === undefined ? undefined : formatInstant(command.until);
  const stretch = { from: from === undefined ? undefined : formatInstant(from), until };
  return [
    ...releases,
    draft('dev.waybill.identifier-assigned.v1', { identifier: state.identifier, given, shipmentId, commandId, ...stretch }),
  ];
}

const sameStretch = (held: Holding, wanted: Interval): boolean =>
  (wanted.from === undefined || wanted.from === held.from) &&
  (wanted.until === undefined ? held.until === undefined : wanted.until === held.until);

/** Ends a shipment's hold at `until`; earlier reports stay with it. */
export function releaseIdentifier(state: IdentifierState, shipmentId: string, until: Instant): Decision {
  const held = state.holdings.some((holding) => holding.shipmentId === shipmentId && (holding.until ?? Number.POSITIVE_INFINITY) > until);
  if (!held) return reject('identifier-not-held', `${nameOf(state)} is not held by shipment ${shipmentId} now.`);
  return [draft('dev.waybill.identifier-released.v1', { identifier: state.identifier, shipmentId, until: formatInstant(until) })];
}

/** Takes back what a command assigned that could not be completed, as if it had never been. */
export function undoAssignment(state: IdentifierState, shipmentId: string, commandId: string): Decision {
  const mine = state.holdings.some((holding) => holding.shipmentId === shipmentId && holding.commandId === commandId);
  return mine ? [draft('dev.waybill.identifier-released.v1', { identifier: state.identifier, shipmentId, commandId })] : [];
}
