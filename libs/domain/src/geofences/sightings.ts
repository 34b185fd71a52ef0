import type { Instant } from '@waybill/events';
import type { Window } from './schedule';

/** How long a place tells where a shipment is, in milliseconds: 30 days, after which its fixes would be history as well. */
export const SEEN_FOR_MS = 30 * 86_400_000;

/** When a shipment was seen. Plain JSON: grows with its long absences, not with its fixes. */
export interface Sightings {
  readonly last?: Instant;
  /** Times of more than 30 days between two places. */
  readonly gaps: readonly { readonly from: Instant; readonly until: Instant }[];
}
export const neverSeen: Sightings = { gaps: [] };

/** After one more place, in event-time order. */
export function seenAt({ last, gaps }: Sightings, time: Instant): Sightings {
  const isGap = last !== undefined && time - last > SEEN_FOR_MS;
  return { last: time, gaps: isGap ? [...gaps, { from: last, until: time }] : gaps };
}

/** The parts of a time that are at most 30 days after its beginning or a place of the shipment. */
export function seenDuring({ last, gaps }: Sightings, from: number, until: number): Window[] {
  const pauses = [...gaps.filter((gap) => gap.until > from && gap.from < until), { from: last ?? from, until: Number.POSITIVE_INFINITY }];
  let start = from;
  return pauses.flatMap((pause): Window[] => {
    const part: Window = [start, Math.min(until, Math.max(pause.from, from) + SEEN_FOR_MS)];
    start = pause.until;
    return part[0] <= part[1] ? [part] : [];
  });
}
