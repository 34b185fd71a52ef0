import type { Instant, ShipmentStatus } from '@waybill/events';
import { type DetectionFact, orderedFacts } from '../exceptions';
import { type FenceTransition, initialMatch, type MatchState, matchFixes } from '../geofences';
import { countsForStatus, isTerminal, type MilestoneFact, mayFollow, STATUS_OF_MILESTONE } from '../shipments';
import { type ArrivalTarget, isStay } from './arrival';

/** When a shipment came to its site, or left it, and the facts that show it. */
export interface VisitMoment {
  readonly time: Instant;
  readonly by: 'position' | 'milestone';
  readonly eventIds: readonly string[];
  /** Where it went over the boundary, when positions show that. */
  readonly latitude?: number;
  readonly longitude?: number;
}

/** A stay at the site; it is there as long as nothing shows that it left. */
export interface Visit {
  readonly arrival: VisitMoment;
  readonly departure?: VisitMoment;
}

/** What has to be remembered of a shipment to tell when it was at its site. Plain JSON. */
export interface Visiting {
  readonly match: MatchState;
  readonly status: ShipmentStatus;
  /** It has been at its destination, or was delivered. */
  readonly arrived: boolean;
  readonly visits: readonly Visit[];
}
export const notVisiting: Visiting = { match: initialMatch, status: 'CREATED', arrived: false, visits: [] };

const isThere = ({ visits }: Visiting): boolean => {
  const last = visits.at(-1);
  return last !== undefined && last.departure === undefined;
};

const arrive = (before: Visiting, arrival: VisitMoment): Visiting =>
  isThere(before) ? before : { ...before, arrived: true, visits: [...before.visits, { arrival }] };

function leave(before: Visiting, departure: VisitMoment): Visiting {
  const last = before.visits.at(-1);
  return last && isThere(before) ? { ...before, visits: before.visits.with(-1, { ...last, departure }) } : before;
}

function afterMilestone(before: Visiting, fact: MilestoneFact, { milestones }: ArrivalTarget): Visiting {
  if (!countsForStatus(fact)) return before;
  const { milestone, time, eventId } = fact;
  const to = STATUS_OF_MILESTONE[milestone];
  const next = to !== null && mayFollow(before.status, to) ? { ...before, status: to } : before;
  const moment: VisitMoment = { time, by: 'milestone', eventIds: [eventId] };
  if (milestone === 'DEPARTED_DESTINATION') return leave(next, moment);
  if (!milestones.includes(milestone)) return next;
  // A delivery is the end of it, and no stay of which one could wait for the end.
  return milestone === 'DELIVERED' ? { ...next, arrived: true } : arrive(next, moment);
}

function momentOf({ time, crossing, evidence }: FenceTransition): VisitMoment {
  const { latitude, longitude } = crossing?.point ?? {};
  return { time, by: 'position', eventIds: evidence, ...(crossing && { latitude, longitude }) };
}

function afterTransition(before: Visiting, transition: FenceTransition, target: ArrivalTarget): Visiting {
  switch (transition.direction) {
    case 'entered':
      return isStay(transition, target) ? arrive(before, momentOf(transition)) : before;
    case 'exited':
      return leave(before, momentOf(transition));
    case 'crossed':
      return before;
  }
}

/** One fact on, in the order in which facts count. */
export function stepVisiting(before: Visiting, fact: DetectionFact, target: ArrivalTarget): Visiting {
  if (fact.kind === 'milestone') return afterMilestone(before, fact.of, target);
  if (fact.kind !== 'fix') return before;
  const { state: match, transitions } = matchFixes(before.match, [fact.of], target.limits, target.area, { shipmentId: '' });
  return transitions.reduce((now, transition) => afterTransition(now, transition, target), { ...before, match });
}

/** The stays of a shipment at its site, from the set of its facts: what every faster way must equal. */
export const visitingOf = (facts: Iterable<DetectionFact>, target: ArrivalTarget): Visiting =>
  orderedFacts(facts).reduce((now, fact) => stepVisiting(now, fact, target), notVisiting);

/** It has come to its end. */
export const isAtEnd = ({ status }: Visiting): boolean => isTerminal(status);

/** It has been at its site, or come to its end: then its destination stays with the site that it belonged to. */
export const keepsItsSite = (visiting: Visiting): boolean => visiting.visits.length > 0 || isAtEnd(visiting);
