import type { EventStore } from '../event-store';
import { firstVisibleRevision, subjectOfMetadataStream } from '../write/stream-metadata';

/** What of a stream may be read now. */
export type StreamWindow =
  | { readonly kind: 'deleted' }
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'readable';
      readonly slot: number;
      /** Both inclusive; `first` may lie beyond `last`. */
      readonly first: number;
      readonly last: number;
      /** Unix ms before which events count as gone; -Infinity without `$maxAge`. */
      readonly oldestMs: number;
    };

/** True when the stream, or the stream whose metadata it holds, was tombstoned. */
export function isTombstoned(store: EventStore, stream: string): boolean {
  if (store.index.isTombstoned(store.index.slotOf(stream))) return true;
  const subject = subjectOfMetadataStream(stream);
  return subject !== undefined && store.index.isTombstoned(store.index.slotOf(subject));
}

/** Applies tombstone, soft delete, `$tb`, `$maxCount` and `$maxAge`. */
export function streamWindow(store: EventStore, stream: string): StreamWindow {
  if (isTombstoned(store, stream)) return { kind: 'deleted' };
  const slot = store.index.slotOf(stream);
  const last = store.index.lastRevision(slot);
  const metadata = store.metadata.of(stream);
  if (last < 0 || metadata.softDeleted) return { kind: 'missing' };
  const oldestMs = metadata.maxAgeSeconds === undefined ? Number.NEGATIVE_INFINITY : Date.now() - metadata.maxAgeSeconds * 1000;
  return { kind: 'readable', slot, first: firstVisibleRevision(metadata, last), last, oldestMs };
}
