import { type ExceptionState, earliestOf, type Instant } from '@waybill/events';
import type { CrossingStatements } from './crossings';
import type { Episode } from './episode';
import { allOf, itemAt, type Paged } from './paged';

/** One episode that was raised, and what became of it. Plain JSON. */
export interface Exception {
  /** `<shipmentId>.<number>`, kept for ever. */
  readonly exceptionId: string;
  /** 1 for the first of the shipment. */
  readonly number: number;
  /** As it was last raised, amended or ended. */
  readonly episode: Omit<Episode, 'ended'>;
  /** Raised more than ten minutes after it became true. */
  readonly late: boolean;
  readonly backfilled: boolean;
  readonly acknowledgedBy?: string;
  readonly assignee?: string;
  readonly snoozedUntil?: Instant;
  readonly resolved?: { readonly by: 'person' | 'facts'; readonly actor?: string; readonly reason?: string };
  /** It never was, or is part of another one. */
  readonly retracted?: { readonly reason: string; readonly mergedInto?: string };
  /** Events about it so far; part of the id of the next one. */
  readonly steps: number;
}

export function exceptionState({ retracted, resolved, snoozedUntil, assignee, acknowledgedBy }: Exception): ExceptionState {
  if (retracted) return 'retracted';
  if (resolved) return 'resolved';
  if (snoozedUntil !== undefined) return 'snoozed';
  if (assignee !== undefined) return 'assigned';
  return acknowledgedBy === undefined ? 'raised' : 'acknowledged';
}

/** True while a person may still have to do something about it. */
export const isOpen = ({ retracted, resolved }: Exception): boolean => !retracted && !resolved;

/** The facts have not ended it: the rule is broken now, whatever people have done about it. */
export const isOngoing = ({ retracted, resolved, episode }: Exception): boolean =>
  !retracted && resolved?.by !== 'facts' && episode.until === undefined;

/** Everything in one shipment's exception stream. Plain JSON. */
export interface ShipmentExceptions {
  /** In the order of their numbers, which begin at 1. */
  readonly exceptions: Paged<Exception>;
  readonly crossings: CrossingStatements;
}

export const noExceptions: ShipmentExceptions = { exceptions: [], crossings: [] };

export const numberOf = (exceptionId: string): number => Number(exceptionId.slice(exceptionId.lastIndexOf('.') + 1));

export const exceptionsIn = ({ exceptions }: Pick<ShipmentExceptions, 'exceptions'>): readonly Exception[] => allOf(exceptions);

export function exceptionOf({ exceptions }: ShipmentExceptions, exceptionId: string): Exception | undefined {
  const found = itemAt(exceptions, numberOf(exceptionId) - 1);
  return found?.exceptionId === exceptionId ? found : undefined;
}

/** The shipment that an exception id names, or undefined. */
export const shipmentOfException = (exceptionId: string): string | undefined => /^(.+)\.[1-9]\d*$/.exec(exceptionId)?.[1];

/** When the next put off exception comes back, or undefined. */
export function nextSnoozeEnd(state: ShipmentExceptions): Instant | undefined {
  const ends = exceptionsIn(state).flatMap((one) => (isOpen(one) ? (one.snoozedUntil ?? []) : []));
  return earliestOf(...ends);
}
