import type { Instant, Milestone } from '@waybill/events';
import { STATUS_OF_MILESTONE, STATUS_RANK } from './status-tables';

/**
 * Who stated it, in the order in which statements of the same instant and rank are folded. The later one is the one shown as
 * last milestone: a carrier's scan knows a place, a command does not. A derivation adds nothing that was not reported.
 */
export const SOURCE_RANKS = [
  { prefix: 'urn:waybill:command', rank: 0, who: 'a command of ours' },
  { prefix: 'urn:waybill:', rank: 2, who: 'a derivation of ours' },
  { prefix: '', rank: 1, who: 'a carrier or a device platform' },
] as const;

/** Place of a source among the facts of one instant and rank. */
export const sourceRank = (source: string): number => SOURCE_RANKS.find(({ prefix }) => source.startsWith(prefix))?.rank ?? 1;

/** Milestones without a status come before those with one, so that the latter are the last word of their instant. */
export function milestoneRank(milestone: Milestone): number {
  const status = STATUS_OF_MILESTONE[milestone];
  return status === null ? 0 : STATUS_RANK[status];
}

/** What the order of facts is made of. */
export interface Ordered {
  readonly time: Instant;
  readonly source: string;
  readonly id: string;
  readonly eventId: string;
}

/** By UTF-16 code unit, the same on every machine; never by locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The end of every order of ours: source, sender's id, stored id. No two stored events are equal in it. */
export const compareOrigin = (a: Ordered, b: Ordered): number =>
  compareText(a.source, b.source) || compareText(a.id, b.id) || compareText(a.eventId, b.eventId);

/** Place of a milestone within its instant, as one number that a database can sort by: status rank, then source rank. */
export const milestonePlace = ({ milestone, source }: { readonly milestone: Milestone; readonly source: string }): number =>
  milestoneRank(milestone) * 10 + sourceRank(source);

/** Event time, status rank, source rank, source, id: total, and independent of arrival. */
export const compareMilestones = (a: Ordered & { milestone: Milestone }, b: Ordered & { milestone: Milestone }): number =>
  a.time - b.time || milestonePlace(a) - milestonePlace(b) || compareOrigin(a, b);
