import { formatIdentifier, formatInstant, type Instant, later, latestOf } from '@waybill/events';
import { type Decision, type Draft, draft, reject } from '../decision';
import { covers, type Interval, isEmpty, overlap } from '../interval';
import { retraction } from '../retracted';
import { type ShipmentState, terminalTime } from '../shipments';
import type { Holding } from './holdings';
import type { IdentifierState } from './identifier';

/** An assignment whose shipment has no stream after this time was left behind by a crash: it is void. */
export const VOID_AFTER_MS = 60_000;

/** A shipment wants a name for a stretch of event time. */
export interface AssignIdentifier extends Interval {
  readonly shipmentId: string;
  readonly commandId: string;
  /** The value as it was given. */
  readonly given: string;
}

const nameOf = ({ identifier }: IdentifierState): string => formatIdentifier(identifier);

/** Shipments by id: those whose hold on the name has to be judged before it can be given to another. */
export type ShipmentLookup = (shipmentId: string) => ShipmentState | undefined;

type Verdict = { readonly kind: 'void' } | { readonly kind: 'ended'; readonly at: Instant } | { readonly kind: 'live' };

function verdictOn(holding: Holding, shipment: ShipmentState | undefined, now: number): Verdict {
  if (shipment?.phase !== 'registered') return now - holding.recordedAt > VOID_AFTER_MS ? { kind: 'void' } : { kind: 'live' };
  const end = terminalTime(shipment);
  return end === undefined ? { kind: 'live' } : { kind: 'ended', at: end };
}

/** Intervals are half open and times whole milliseconds: what is to contain an instant goes on until then. */
const after = (instant: Instant): Instant => later(instant, 1);

/** A rival's hold, and the part of it that stands. */
interface Judged {
  readonly holding: Holding;
  readonly verdict: Verdict;
  readonly stays: Interval | undefined;
}

/** Where a hold begins that was given no beginning: at the end of the last one before it. */
function endOfPrevious(others: readonly Interval[], before: Instant | undefined): Instant | undefined {
  return latestOf(...others.map(({ until }) => (until !== undefined && before !== undefined && until > before ? undefined : until)));
}

/** The part of a rival's hold that stands once its shipment has come to its end. The end is in it, and so is the very report that says so. */
function remaining(holding: Holding, verdict: Verdict): Interval | undefined {
  if (verdict.kind === 'void') return undefined;
  if (verdict.kind === 'live') return holding;
  const until = after(verdict.at);
  if (holding.until !== undefined && holding.until <= until) return holding;
  return holding.from !== undefined && holding.from >= until ? undefined : { from: holding.from, until };
}

function judge(holding: Holding, shipment: ShipmentState | undefined, now: number): Judged {
  const verdict = verdictOn(holding, shipment, now);
  return { holding, verdict, stays: remaining(holding, verdict) };
}

/** As given, or at the end of the last hold before it; after the instant at which a rival's journey ended, when that is what was given. */
function beginning({ from, until }: Interval, judged: readonly Judged[]): Instant | undefined {
  if (from === undefined)
    return endOfPrevious(
      judged.flatMap(({ stays }) => stays ?? []),
      until,
    );
  const isAnEnd = judged.some(({ verdict, stays }) => verdict.kind === 'ended' && verdict.at === from && stays && covers(stays, from));
  return isAnEnd ? after(from) : from;
}

const iso = (instant: Instant | undefined): string | undefined => (instant === undefined ? undefined : formatInstant(instant));

function release(state: IdentifierState, holding: Holding, stays: Interval | undefined): Draft {
  const until = iso(stays?.until);
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
  const { shipmentId, commandId, given, until } = command;
  if (command.from !== undefined && until !== undefined && command.from >= until) {
    return reject('invalid-interval', `${nameOf(state)}: 'until' must be later than 'from'.`);
  }
  const judged = state.holdings
    .filter((holding) => holding.shipmentId !== shipmentId)
    .map((holding) => judge(holding, shipments(holding.shipmentId), now));
  const wanted = { from: beginning(command, judged), until };
  const mine = state.holdings.filter((holding) => holding.shipmentId === shipmentId);
  if (mine.some((held) => held.commandId === commandId || sameStretch(held, command.from === undefined ? command : wanted))) return [];
  if (isEmpty(wanted) || judged.some(({ stays }) => stays && overlap(stays, wanted))) {
    return reject('identifier-taken', `${nameOf(state)} is held by another shipment at that time.`);
  }
  const releases = judged
    .filter(({ holding, stays }) => stays !== holding && overlap(holding, wanted))
    .map(({ holding, stays }) => release(state, holding, stays));
  const { identifier } = state;
  const stretch = { from: iso(wanted.from), until: iso(until) };
  return [...releases, draft('dev.waybill.identifier-assigned.v1', { identifier, given, shipmentId, commandId, ...stretch })];
}

const sameStretch = (held: Holding, wanted: Interval): boolean =>
  (wanted.from === undefined || wanted.from === held.from) &&
  (wanted.until === undefined ? held.until === undefined : wanted.until === held.until);

/** Ends a shipment's hold now; earlier reports stay with it, and so does the one that ended its journey, whatever the sender's clock said. */
export function releaseIdentifier(state: IdentifierState, shipmentId: string, end: Instant | undefined, now: Instant): Decision {
  const until = end !== undefined && end >= now ? after(end) : now;
  const held = state.holdings.some((holding) => holding.shipmentId === shipmentId && (holding.until ?? Number.POSITIVE_INFINITY) > until);
  if (!held) return reject('identifier-not-held', `${nameOf(state)} is not held by shipment ${shipmentId} now.`);
  return [draft('dev.waybill.identifier-released.v1', { identifier: state.identifier, shipmentId, until: formatInstant(until) })];
}

/** Takes back what a command assigned that could not be completed, as if it had never been. */
export function undoAssignment(state: IdentifierState, shipmentId: string, commandId: string): Decision {
  const mine = state.holdings.some((holding) => holding.shipmentId === shipmentId && holding.commandId === commandId);
  return mine ? [draft('dev.waybill.identifier-released.v1', { identifier: state.identifier, shipmentId, commandId })] : [];
}

/** Declares a report about the name wrong: it counts neither here nor for a shipment. */
export const retractReport = ({ retracted }: IdentifierState, isThere: boolean, eventId: string, reason: string): Decision =>
  retraction(retracted, isThere, eventId, reason);
