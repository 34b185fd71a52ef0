import type { LogPosition } from '@waybill/event-store';
import type { StoredEvent, UnreadableEvent } from '@waybill/events';

/** A piece of the feed. `position` is what has been considered, which moves on also when nothing in it concerns us. */
export interface Batch {
  readonly events: readonly StoredEvent[];
  /** Events of known types that cannot be read: poison to the processors that want them. */
  readonly unreadable: readonly UnreadableEvent[];
  readonly position: LogPosition;
  readonly caughtUp: boolean;
  /** Events that no reader here understands. */
  readonly unknown: number;
}

/** Opens a feed of everything after a place; it goes on until the signal, and heals by itself when the store goes away. */
export type OpenFeed = (after: LogPosition, signal: AbortSignal) => AsyncIterable<Batch>;

/** A batch in two: what lies up to a place, and what lies behind it. */
export function cutAt(batch: Batch, place: LogPosition): readonly [Batch, Batch] {
  const isBefore = ({ position }: { readonly position: bigint }): boolean => position <= place.commit;
  const isBehind = (event: { readonly position: bigint }): boolean => !isBefore(event);
  const before = { events: batch.events.filter(isBefore), unreadable: batch.unreadable.filter(isBefore), position: place };
  const behind = { events: batch.events.filter(isBehind), unreadable: batch.unreadable.filter(isBehind) };
  return [
    { ...before, caughtUp: false, unknown: 0 },
    { ...batch, ...behind },
  ];
}
