import type { Identifier, Instant } from '@waybill/events';
import { countsForStatus, deriveStatus, endsJourney, type MilestoneFact } from '../shipments';
import type { ShipmentState } from './shipment-state';

/** Milestones that count: those that no retraction holds back. */
export const countingMilestones = ({ milestones, retracted }: Pick<ShipmentState, 'milestones' | 'retracted'>): MilestoneFact[] =>
  milestones.filter(({ eventId }) => retracted[eventId] === undefined);

interface End {
  readonly retracted: ShipmentState['retracted'];
  /** Absent while it is under way. */
  readonly at?: Instant;
  /** Milestones of units that are later than the first end in event time: whether they are the shipment's own decides about the end. */
  readonly unsure: readonly MilestoneFact[];
}

const endTimes = (facts: readonly MilestoneFact[]): Instant[] =>
  [...new Set(facts.filter((fact) => countsForStatus(fact) && endsJourney(fact)).map(({ time }) => time))].sort((a, b) => a - b);

function derive({ milestones, retracted, unitMilestones }: ShipmentState): End {
  const counting = countingMilestones({ milestones, retracted });
  const [first] = endTimes(counting);
  if (first === undefined) return { retracted, unsure: [] };
  const unsure = counting.filter(({ eventId, time }) => time > first && unitMilestones[eventId] !== undefined);
  return { retracted, at: deriveStatus(counting).terminalAt, unsure };
}

const ends = new WeakMap<readonly MilestoneFact[], End>();

/** Asked for every ping aboard, which changes no milestone: worked out once for each list of them. */
function endOf(state: ShipmentState): End {
  const known = ends.get(state.milestones);
  if (known?.retracted === state.retracted) return known;
  const end = derive(state);
  ends.set(state.milestones, end);
  return end;
}

/**
 * When the journey came to its end: since when the status that the fold of all facts gives now is terminal. Undefined while it is under
 * way, also when it had once been over: what was lost and is found is under way again.
 */
export const terminalTime = (state: ShipmentState): Instant | undefined => endOf(state).at;

/** Whether the shipment holds a unit's name at a time: its reports are then the shipment's own, wherever that is. */
export type HoldsUnit = (unit: Identifier, time: number) => boolean;

/**
 * When the shipment's stays aboard units end, which is when its journey does. Of the facts, those that it has for being aboard depend on
 * that very time: reports of units up to the end are its own, and the end itself may come by one, but none takes the shipment out of its
 * end again. So the end is the earliest at which all that belongs to the shipment then leaves it; in whatever order the facts came.
 */
export function endOfStays(state: ShipmentState, holds: HoldsUnit): Instant | undefined {
  const { at, unsure } = endOf(state);
  const borrowed = new Set(unsure.filter(({ eventId, time }) => !holds(state.unitMilestones[eventId] as Identifier, time)));
  if (borrowed.size === 0) return at;
  const counting = countingMilestones(state);
  return endTimes(counting).find(
    (end) => deriveStatus(counting.filter((fact) => fact.time <= end || !borrowed.has(fact))).terminalAt === end,
  );
}

/** Which way a milestone moved the end of the stays, after those that stand before it in the stream. */
export function endMovedBy(state: ShipmentState, eventId: string, holds: HoldsUnit): 'earlier' | 'later' | undefined {
  const { milestones } = state;
  if (endTimes(milestones).length === 0) return undefined;
  const place = milestones.findIndex((fact) => fact.eventId === eventId);
  if (place < 0) return undefined;
  const [before, after] = [place, place + 1].map(
    (count) => endOfStays({ ...state, milestones: milestones.slice(0, count) }, holds) ?? Number.POSITIVE_INFINITY,
  ) as [number, number];
  return before === after ? undefined : after < before ? 'earlier' : 'later';
}
