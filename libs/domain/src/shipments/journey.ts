import type { Instant, ShipmentStatus } from '@waybill/events';
import type { MilestoneFact } from './milestone-fact';
import { isRemark, isTerminal, STATUS_OF_MILESTONE, WAYS_OUT } from './status-tables';

/** What of a milestone a journey is made from. */
export type JourneyMilestone = Pick<MilestoneFact, 'eventId' | 'milestone' | 'time' | 'source' | 'id' | 'location'>;

/** What some milestones, taken in their order, have come to. Of the same size whatever their number. */
export interface Journey<M extends JourneyMilestone = JourneyMilestone> {
  readonly status: ShipmentStatus;
  /** Since when the status has been the present terminal one. Absent unless it is terminal. */
  readonly since?: Instant;
  /** The latest milestone that the status does not contradict; remarks are none. */
  readonly last?: M;
}

export const noJourney: Journey<never> = { status: 'CREATED' };

/** True when a later milestone of status `to` may follow `from`. Only terminal statuses hold out. */
export function mayFollow(from: ShipmentStatus, to: ShipmentStatus): boolean {
  if (!isTerminal(from)) return true;
  const ways = WAYS_OUT[from];
  return from === to || ways === 'any' || ways.includes(to);
}

/** The journey one milestone on. Milestones are taken in the order of `compareMilestones`. */
export function travel<M extends JourneyMilestone>(journey: Journey<M>, milestone: M): Journey<M> {
  const to = STATUS_OF_MILESTONE[milestone.milestone];
  if (to === null) return isRemark(milestone.milestone) ? journey : { ...journey, last: milestone };
  if (!mayFollow(journey.status, to)) return journey;
  const since = journey.status === to ? journey.since : milestone.time;
  return { status: to, since: isTerminal(to) ? since : undefined, last: milestone };
}

/** Whether two journeys go on in the same way, whatever comes. */
export const isSameJourney = (a: Journey, b: Journey): boolean =>
  a.status === b.status && a.since === b.since && a.last?.eventId === b.last?.eventId;
