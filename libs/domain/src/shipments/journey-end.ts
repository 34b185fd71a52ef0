import { formatIdentifier, type Identifier, type Instant } from '@waybill/events';
import { covers } from '../interval';
import type { Retracted } from '../retracted';
import { passages } from '../units';
import type { MilestoneFact } from './milestone-fact';
import type { RegisteredShipment } from './shipment';
import { countsForStatus, deriveStatus, endsJourney } from './status';

/** Milestones that count: those that no retraction holds back. */
export const countingMilestones = ({ milestones, retracted }: Pick<RegisteredShipment, 'milestones' | 'retracted'>): MilestoneFact[] =>
  milestones.filter(({ eventId }) => retracted[eventId] === undefined);

interface End {
  readonly retracted: Retracted;
  /** Absent while it is under way. */
  readonly at?: Instant;
  /** Milestones of units that are later than the first end in event time: whether they are the shipment's own decides about the end. */
  readonly unsure: readonly MilestoneFact[];
}

const endTimes = (facts: readonly MilestoneFact[]): Instant[] =>
  [...new Set(facts.filter((fact) => countsForStatus(fact) && endsJourney(fact)).map(({ time }) => time))].sort((a, b) => a - b);

function derive({ milestones, retracted, unitMilestones }: RegisteredShipment): End {
  const counting = countingMilestones({ milestones, retracted });
  const [first] = endTimes(counting);
  if (first === undefined) return { retracted, unsure: [] };
  const unsure = counting.filter(({ eventId, time }) => time > first && unitMilestones[eventId] !== undefined);
  return { retracted, at: deriveStatus(counting).terminalAt, unsure };
}

const ends = new WeakMap<readonly MilestoneFact[], End>();

/** Asked for every ping aboard, which changes no milestone: worked out once for each list of them. */
function endOf(state: RegisteredShipment): End {
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
export const terminalTime = (state: RegisteredShipment): Instant | undefined => endOf(state).at;

/** Whether the shipment holds a unit's name at a time: its reports are then the shipment's own, wherever that is. */
export type HoldsUnit = (unit: Identifier, time: number) => boolean;

/**
 * When the shipment's stays aboard units end, which is when its journey does. Of the facts, those that it has for being aboard depend on
 * that very time: reports of units up to the end are its own, and the end itself may come by one, but none takes the shipment out of its
 * end again. So the end is the earliest at which all that belongs to the shipment then leaves it; in whatever order the facts came.
 */
export function endOfStays(state: RegisteredShipment, holds: HoldsUnit): Instant | undefined {
  const { at, unsure } = endOf(state);
  const isBorrowed = ({ eventId, time }: MilestoneFact): boolean => {
    const unit = state.unitMilestones[eventId];
    return unit !== undefined && !holds(unit, time);
  };
  const borrowed = new Set(unsure.filter(isBorrowed));
  if (borrowed.size === 0) return at;
  const counting = countingMilestones(state);
  return endTimes(counting).find(
    (end) => deriveStatus(counting.filter((fact) => fact.time <= end || !borrowed.has(fact))).terminalAt === end,
  );
}

/** Which way a milestone moved the end of the stays, after those that stand before it in the stream. */
export function endMovedBy(state: RegisteredShipment, eventId: string, holds: HoldsUnit): 'earlier' | 'later' | undefined {
  const { milestones } = state;
  if (endTimes(milestones).length === 0) return undefined;
  const place = milestones.findIndex((fact) => fact.eventId === eventId);
  if (place < 0) return undefined;
  const endAfter = (count: number): number =>
    endOfStays({ ...state, milestones: milestones.slice(0, count) }, holds) ?? Number.POSITIVE_INFINITY;
  const [before, after] = [endAfter(place), endAfter(place + 1)];
  return before === after ? undefined : after < before ? 'earlier' : 'later';
}

/** Aboard from load to unload, but never after the shipment came to its end. The end itself still counts. */
export function isAboard({ handlings }: RegisteredShipment, unit: Identifier, time: number, end: Instant | undefined): boolean {
  if (end !== undefined && time > end) return false;
  const name = formatIdentifier(unit);
  return passages(handlings).some((passage) => formatIdentifier(passage.unit) === name && covers(passage, time));
}
