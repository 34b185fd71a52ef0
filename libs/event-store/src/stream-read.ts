import type { EventStoreDBClient } from '@eventstore/db-client';
import type { StoredEvent } from '@waybill/events';
import { events } from './reading';
import { toStoredEvent } from './stored-event';

/** What to read of one stream. */
export interface ReadOptions {
  /** First revision to read, inclusive. Unless given: the first, or backwards the last. */
  readonly fromRevision?: number;
  readonly direction?: 'forwards' | 'backwards';
  /** At most so many, not counting what is skipped. */
  readonly maxCount?: number;
}

/** Events of the catalogue in one stream. Reads on when the store's answer was used up by events that are none. */
export async function* readStream(client: EventStoreDBClient, stream: string, options: ReadOptions): AsyncGenerator<StoredEvent> {
  const { direction = 'forwards', maxCount = Number.MAX_SAFE_INTEGER } = options;
  const step = direction === 'forwards' ? 1 : -1;
  let next = options.fromRevision ?? (step > 0 ? 0 : undefined);
  let left = maxCount;
  while (left > 0 && (next === undefined || next >= 0)) {
    const asked = left;
    const fromRevision = next === undefined ? ('end' as const) : BigInt(next);
    const open = () => client.readStream(stream, { direction, fromRevision, maxCount: asked });
    let got = 0;
    for await (const { event } of events(open, stream)) {
      got += 1;
      next = Number(event?.revision) + step;
      const stored = toStoredEvent(event);
      if (!stored) continue;
      left -= 1;
      yield stored;
    }
    if (got < asked) return;
  }
}
