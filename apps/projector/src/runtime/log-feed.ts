import type { StoredEvent, UnreadableEvent } from '@waybill/events';

/** A place in the whole log. Both parts are kept: with the commit position alone some servers skip an event on resuming. */
export interface LogPoint {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** Before the first event. */
export const LOG_START: LogPoint = { commit: -1n, prepare: -1n };

/** A piece of the feed. `position` is what has been considered, which moves on also when nothing in it concerns us. */
export interface Batch {
  readonly events: readonly StoredEvent[];
  /** Events of known types that cannot be read: poison to those whom they concern. */
  readonly unreadable: readonly UnreadableEvent[];
  readonly position: LogPoint;
  readonly caughtUp: boolean;
  /** Events that no reader here understands. */
  readonly unknown: number;
}

/** Opens a feed of everything after a place; it goes on until the signal, and heals by itself when the store goes away. */
export type OpenFeed = (after: LogPoint, signal: AbortSignal) => AsyncIterable<Batch>;

/** A batch in two: what lies up to a place, and what lies behind it. */
export function cutAt(batch: Batch, place: LogPoint): readonly [Batch, Batch] {
  const isBefore = ({ position }: { readonly position: bigint }): boolean => position <= place.commit;
  const isBehind = (event: { readonly position: bigint }): boolean => !isBefore(event);
  const before = { events: batch.events.filter(isBefore), unreadable: batch.unreadable.filter(isBefore), position: place };
  const behind = { events: batch.events.filter(isBehind), unreadable: batch.unreadable.filter(isBehind) };
  return [
    { ...before, caughtUp: false, unknown: 0 },
    { ...batch, ...behind },
  ];
}
