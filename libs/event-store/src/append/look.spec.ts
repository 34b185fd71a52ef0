import { type LogEvent, storedEventId } from '@waybill/events';
import { ReadingSearches, Search } from './look';
import type { AppendWrite } from './request';

const eventId = storedEventId('urn:test', '1', 'shipment-S1');
const write: AppendWrite = { stream: 'shipment-S1', expected: 3, eventIds: [eventId], body: Buffer.alloc(0) };
const there = { eventId, revision: 4, position: 70n, preparePosition: 70n } as LogEvent;

/** A stream as it is read, and how many read it at the same time. */
class Stream {
  reads = 0;
  atOnce = 0;
  most = 0;
  constructor(readonly events: LogEvent[] = []) {}

  readonly read = (): AsyncIterable<LogEvent> => this.all();

  private async *all(): AsyncGenerator<LogEvent> {
    this.reads += 1;
    this.atOnce += 1;
    this.most = Math.max(this.most, this.atOnce);
    await new Promise((resolve) => setTimeout(resolve, 20));
    this.atOnce -= 1;
    yield* this.events;
  }
}

const found = (stream: Stream, searches: ReadingSearches): Promise<unknown> =>
  new Promise((resolve) => new Search(write, stream.read, resolve, searches));

describe('a write that is not answered', () => {
  it('is found where it stands', async () => {
    expect(await found(new Stream([there]), new ReadingSearches())).toEqual({ revision: 4, position: 70n });
  });

  it('is looked for by few at a time, and found by all in the end', async () => {
    const stream = new Stream([there]);
    const searches = new ReadingSearches(2);
    await Promise.all(Array.from({ length: 6 }, () => found(stream, searches)));
    expect(stream.most).toBe(2);
  });

  it('is not looked for once it was answered', async () => {
    const stream = new Stream([there]);
    const search = new Search(
      write,
      stream.read,
      () => {
        throw new Error('found');
      },
      new ReadingSearches(),
    );
    search.end();
    await found(stream, new ReadingSearches());
    expect(stream.reads).toBe(1);
    expect(search.isOver).toBe(true);
  });
});
