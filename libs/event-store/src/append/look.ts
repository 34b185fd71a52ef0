import type { LogEvent } from '@waybill/events';
import { isKnownPosition } from '../log-position';
import type { Appended } from './reply';
import type { AppendWrite } from './request';

/** A healthy store answers sooner. Between looks the pause doubles: a store that is slow is not to be slower for it. */
const FIRST_LOOK_MS = 250;

type Read = (stream: string, fromRevision: number, maxCount: number) => AsyncIterable<LogEvent>;

/** Where a write stands in its stream; undefined when it does not. */
async function whereIs({ stream, expected, eventIds }: AppendWrite, read: Read): Promise<Appended | undefined> {
  let found: Appended | undefined;
  let count = 0;
  for await (const { eventId, revision, position, preparePosition } of read(stream, expected + 1, eventIds.length)) {
    if (revision !== expected + 1 + count || eventId !== eventIds[count]) return undefined;
    count += 1;
    found = { revision, position: isKnownPosition({ commit: position, prepare: preparePosition }) ? position : undefined };
  }
  return count === eventIds.length ? found : undefined;
}

/** Searches of a log that read at the same time. A store that is slow leaves all writes unanswered, and reads would make it slower still. */
export class ReadingSearches {
  private count = 0;
  constructor(private readonly most = 8) {}

  get isFull(): boolean {
    return this.count >= this.most;
  }

  async during<T>(work: Promise<T>): Promise<T> {
    this.count += 1;
    return work.finally(() => {
      this.count -= 1;
    });
  }
}

/**
 * Looks in the stream for a write that is not answered: stores leave the second of two equal writes without an answer while the first is on
 * its way (reports that come by two APIs at once).
 */
export class Search {
  private timer: NodeJS.Timeout | undefined;
  private over = false;

  /** @param onFound is told once where the write stands, unless the search was ended before */
  constructor(
    private readonly write: AppendWrite,
    private readonly read: Read,
    private readonly onFound: (appended: Appended) => void,
    private readonly reading: ReadingSearches,
  ) {
    this.lookIn(FIRST_LOOK_MS);
  }

  /** The write was found, or is not looked for any more. */
  get isOver(): boolean {
    return this.over;
  }

  end(): void {
    this.over = true;
    clearTimeout(this.timer);
  }

  private lookIn(wait: number): void {
    this.timer = setTimeout(() => void this.look(wait), wait).unref();
  }

  private async look(waited: number): Promise<void> {
    if (this.reading.isFull) return this.lookIn(waited);
    const found = await this.reading.during(whereIs(this.write, this.read)).catch(() => undefined);
    if (this.over) return;
    if (!found) return this.lookIn(2 * waited);
    this.over = true;
    this.onFound(found);
  }
}
