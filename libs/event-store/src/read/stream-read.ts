import { type LogEvent, type StoredEvent, understand } from '@waybill/events';
import type { Connection } from '../connection';
import { understood } from '../stored-event';
import { events } from './reading';

/** What to read of one stream. */
export interface ReadOptions {
  /** First revision to read, inclusive. Unless given: the first, or backwards the last. */
  readonly fromRevision?: number;
  readonly direction?: 'forwards' | 'backwards';
  /** At most so many, not counting what is skipped. */
  readonly maxCount?: number;
}

/** Whatever stands in a stream. */
export async function* streamRecords(connection: Connection, stream: string, options: ReadOptions): AsyncGenerator<LogEvent> {
  const { direction = 'forwards', maxCount = Number.MAX_SAFE_INTEGER } = options;
  if (maxCount <= 0 || (options.fromRevision ?? 0) < 0) return;
  const from = options.fromRevision ?? (direction === 'forwards' ? 'start' : 'end');
  for await (const event of events(connection, { of: 'stream', stream, from, direction, maxCount })) yield understand(event);
}

/** Events of the catalogue in one stream. Reads on when the store's answer was used up by events that are none. */
export async function* readStream(connection: Connection, stream: string, options: ReadOptions): AsyncGenerator<StoredEvent> {
  const step = options.direction === 'backwards' ? -1 : 1;
  let { fromRevision, maxCount: left = Number.MAX_SAFE_INTEGER } = options;
  while (left > 0) {
    const asked = left;
    let got = 0;
    for await (const event of streamRecords(connection, stream, { ...options, fromRevision, maxCount: asked })) {
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
