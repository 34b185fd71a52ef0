import type { EventStoreDBClient } from '@eventstore/db-client';
import type { LogEvent, StoredEvent } from '@waybill/events';
import { events } from './reading';
import { toLogEvent, understood } from './stored-event';

/** What to read of one stream. */
export interface ReadOptions {
  /** First revision to read, inclusive. Unless given: the first, or backwards the last. */
  readonly fromRevision?: number;
  readonly direction?: 'forwards' | 'backwards';
  /** At most so many, not counting what is skipped. */
  readonly maxCount?: number;
}

/** Whatever stands in a stream. */
export async function* streamRecords(client: EventStoreDBClient, stream: string, options: ReadOptions): AsyncGenerator<LogEvent> {
  const { direction = 'forwards', maxCount = Number.MAX_SAFE_INTEGER } = options;
  if (maxCount <= 0 || (options.fromRevision ?? 0) < 0) return;
  const end = direction === 'forwards' ? ('start' as const) : ('end' as const);
  const fromRevision = options.fromRevision === undefined ? end : BigInt(options.fromRevision);
  const open = () => client.readStream(stream, { direction, fromRevision, maxCount });
  for await (const { event } of events(open, stream)) if (event) yield toLogEvent(event);
}

/** Events of the catalogue in one stream. Reads on when the store's answer was used up by events that are none. */
export async function* readStream(client: EventStoreDBClient, stream: string, options: ReadOptions): AsyncGenerator<StoredEvent> {
  const step = options.direction === 'backwards' ? -1 : 1;
  let { fromRevision, maxCount: left = Number.MAX_SAFE_INTEGER } = options;
  while (left > 0) {
    const asked = left;
    let got = 0;
    for await (const event of streamRecords(client, stream, { ...options, fromRevision, maxCount: asked })) {
      got += 1;
      fromRevision = event.revision + step;
      const stored = understood(event);
      if (!stored) continue;
      left -= 1;
      yield stored;
    }
    if (got < asked) return;
  }
}
