import type { StoredEvent } from '@waybill/events';

/** What is left of a batch when some of it was erased with its stream: the keys whose rows go, with the positions of their erasures, and the events that still count. */
export interface Remaining {
  readonly erased: ReadonlyMap<string, bigint>;
  readonly events: readonly StoredEvent[];
}

/** All of a key up to its erasure goes, wherever the batches were cut; what other streams tell of it later counts as it comes. */
export function remainingOf(events: readonly StoredEvent[], keyOf: (event: StoredEvent) => string | undefined): Remaining {
  const ends = new Map<string, bigint>();
  for (const event of events) {
    const key = event.type === 'dev.waybill.stream-erased.v1' ? keyOf(event) : undefined;
    if (key !== undefined) ends.set(key, event.position);
  }
  if (ends.size === 0) return { erased: ends, events };
  const counts = (event: StoredEvent): boolean => event.position > (ends.get(keyOf(event) ?? '') ?? -1n);
  return { erased: ends, events: events.filter(counts) };
}
