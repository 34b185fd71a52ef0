import type { Readable } from 'node:stream';

/** A stream of the client. They are Readables, with listeners of a type that is too narrow to say so. */
type ClientStream = Pick<Readable, 'readable'>;

/**
 * What arrives from a stream of the client, handed over in batches. At most `limit` items wait here; beyond that the stream is paused, and with it,
 * through HTTP/2's flow control, the store.
 */
export class Inflow<T> {
  private items: T[] = [];
  private failure: Error | undefined;
  private ended = false;
  private closed = false;
  private wake: (() => void) | undefined;
  private waking = false;
  private readonly stream: Readable;

  constructor(
    source: ClientStream,
    private readonly limit: number,
    /** Ends the call behind the stream. */
    private readonly giveUp: () => Promise<void>,
  ) {
    const stream = source as Readable;
    this.stream = stream;
    stream.on('data', this.onData);
    // These stay for good: the client emits errors by hand, also late, and one without listener ends the process.
    stream.on('error', (error: Error) => this.finish(error));
    stream.on('end', () => this.finish());
    stream.on('close', () => this.finish());
  }

  /** True once nothing more will come, even if items are still waiting. */
  get over(): boolean {
    return this.ended;
  }

  /**
   * Everything that waits. Waits itself until something comes; answers an empty list when nothing came in time, or when nothing will
   * come any more. Throws what ended the stream, after all items before it were taken.
   */
  async take(waitMs: number): Promise<T[]> {
    if (this.items.length === 0 && !this.ended) await this.arrival(waitMs);
    if (this.items.length === 0 && this.failure) throw this.failure;
    const taken = this.items;
    this.items = [];
    if (taken.length >= this.limit) this.stream.resume();
    return taken;
  }

  /**
   * Gives the stream up: ends the call, which would otherwise go on sending or block its share of the connection, and drains what was on its
   * way, so that the stream ends.
   */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.stream.off('data', this.onData);
    this.items = [];
    this.finish();
    this.stream.resume();
    // Fails when the call could never be opened.
    this.giveUp().catch(() => undefined);
  }

  private readonly onData = (item: T): void => {
    this.items.push(item);
    if (this.items.length >= this.limit) this.stream.pause();
    this.notify();
  };

  private finish(error?: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.failure = error;
    this.notify();
  }

  /** Not at once, so that what arrives in the same turn of the event loop is handed over together. */
  private notify(): void {
    if (!this.wake || this.waking) return;
    this.waking = true;
    setImmediate(() => {
      this.waking = false;
      this.wake?.();
    });
  }

  private arrival(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      this.wake = done;
    });
  }
}
