import { type Instant, isFuture, type ShipmentStatus } from '@waybill/events';
import type { MilestoneFact } from './milestone-fact';
import { compareMilestones } from './order';
import { isRemark, isTerminal, PHASE_OF_STATUS, type Phase, STATUS_OF_MILESTONE, WAYS_OUT } from './status-tables';

/** Where a shipment is in its life, as its milestones tell. */
export interface DerivedStatus {
  readonly status: ShipmentStatus;
  readonly phase: Phase;
  /** When it was delivered: the first DELIVERED since it last became so. Absent unless the status is DELIVERED. */
  readonly deliveredAt?: Instant;
  /** Since when the status has been the present terminal one. Absent unless the status is terminal. */
  readonly terminalAt?: Instant;
  /** The latest actual milestone that the status does not contradict; remarks are none. */
  readonly lastMilestone?: MilestoneFact;
}

interface Fold {
  readonly status: ShipmentStatus;
  /** Event time at which `status` was entered. */
  readonly since?: Instant;
  readonly last?: MilestoneFact;
}

/** Milestones that can decide a status: actual, and not from the future. */
export const countsForStatus = (fact: MilestoneFact): boolean => fact.classifier === 'ACT' && !isFuture(fact);

/** True when a later milestone of status `to` may follow `from`. Only terminal statuses hold out (promise P16). */
export function mayFollow(from: ShipmentStatus, to: ShipmentStatus): boolean {
  if (!isTerminal(from)) return true;
  const ways = WAYS_OUT[from];
  return from === to || ways === 'any' || ways.includes(to);
}

function step(fold: Fold, fact: MilestoneFact): Fold {
  const to = STATUS_OF_MILESTONE[fact.milestone];
  if (to === null) return isRemark(fact.milestone) ? fold : { ...fold, last: fact };
  if (!mayFollow(fold.status, to)) return fold;
  return { status: to, since: fold.status === to ? fold.since : fact.time, last: fact };
}

/**
 * Status of a shipment from the set of its milestones that nobody retracted, given in any order. Folded in event time: the
 * later milestone wins, rank decides within one instant, and terminal statuses are left only by the ways in `WAYS_OUT`.
 */
export function deriveStatus(milestones: readonly MilestoneFact[]): DerivedStatus {
  const { status, since, last } = milestones
    .filter(countsForStatus)
    .sort(compareMilestones)
    .reduce(step, { status: 'CREATED' } as Fold);
  return {
    status,
    phase: PHASE_OF_STATUS[status],
    deliveredAt: status === 'DELIVERED' ? since : undefined,
    terminalAt: isTerminal(status) ? since : undefined,
    lastMilestone: last,
  };
}

const endsJourney = ({ milestone }: MilestoneFact): boolean => {
  const status = STATUS_OF_MILESTONE[milestone];
  return status !== null && isTerminal(status);
};

/**
 * When the shipment first came to an end in event time; after that instant it is aboard no unit. Nothing blocks the first
 * terminal milestone, so it is the earliest one that counts. Facts after the cut-off therefore never move it, and taking
 * reports at the cut-off itself as still aboard makes it a fix point (the report that ends the journey may come by the unit).
 */
export function firstTerminalAt(milestones: readonly MilestoneFact[]): Instant | undefined {
  const times = milestones.filter((fact) => countsForStatus(fact) && endsJourney(fact)).map(({ time }) => time);
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b) as Instant);
}
