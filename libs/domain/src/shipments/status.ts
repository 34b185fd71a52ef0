import { type Instant, mayDecide, type ShipmentStatus } from '@waybill/events';
import { type Journey, type JourneyMilestone, noJourney, travel } from './journey';
import type { MilestoneFact } from './milestone-fact';
import { compareMilestones } from './order';
import { isRemark, isTerminal, PHASE_OF_STATUS, type Phase, STATUS_OF_MILESTONE } from './status-tables';

/** Where a shipment is in its life, as its milestones tell. */
export interface DerivedStatus<M extends JourneyMilestone = JourneyMilestone> {
  readonly status: ShipmentStatus;
  readonly phase: Phase;
  /** When it was delivered: the first DELIVERED since it last became so. Absent unless the status is DELIVERED. */
  readonly deliveredAt?: Instant;
  /** Since when the status has been the present terminal one. Absent unless the status is terminal. */
  readonly terminalAt?: Instant;
  /** The latest actual milestone that the status does not contradict; remarks are none. */
  readonly lastMilestone?: M;
}

/** Milestones that can decide a status: actual, and of a time that has a place among the others. */
export const countsForStatus = (fact: MilestoneFact): boolean => fact.classifier === 'ACT' && mayDecide(fact);

/** Milestones that a journey is made of; the others change neither the status nor what is shown to customers. */
export const movesJourney = (fact: MilestoneFact): boolean => countsForStatus(fact) && !isRemark(fact.milestone);

/**
 * Status of a shipment from the set of its milestones that are not retracted, given in any order. Folded in event time: the
 * later milestone wins, rank decides within one instant, and terminal statuses are left only by the ways in `WAYS_OUT`.
 */
export const deriveStatus = (milestones: readonly MilestoneFact[]): DerivedStatus<MilestoneFact> =>
  statusOf(milestones.filter(countsForStatus).sort(compareMilestones).reduce<Journey<MilestoneFact>>(travel, noJourney));

/** Where a shipment is, from what its milestones have come to. */
export const statusOf = <M extends JourneyMilestone>({ status, since, last }: Journey<M>): DerivedStatus<M> => ({
  status,
  phase: PHASE_OF_STATUS[status],
  deliveredAt: status === 'DELIVERED' ? since : undefined,
  terminalAt: isTerminal(status) ? since : undefined,
  lastMilestone: last,
});

/** A milestone that brings the shipment to its end, unless another one has. */
export const endsJourney = ({ milestone }: MilestoneFact): boolean => {
  const status = STATUS_OF_MILESTONE[milestone];
  return status !== null && isTerminal(status);
};
