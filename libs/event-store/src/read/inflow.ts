import type { ReadStream } from '../connection';
import type { ReadReply } from './reply';

/**
 * What arrives by a call, handed over in batches. At most `limit` answers wait here; beyond that the stream is paused, and with it,
 * through HTTP/2's flow control, the store.
 */
export class Inflow {
  private items: ReadReply[] = [];
  private failure: Error | undefined;
  private ended = false;
  private closed = false;
  private wake: (() => void) | undefined;
  private waking = false;
  private stream: ReadStream | undefined;

  constructor(
    opening: Promise<ReadStream>,
    private readonly limit: number,
  ) {
    opening.then(
      (stream) => this.begin(stream),
      (error: Error) => this.finish(error),
    );
  }

  /** True once nothing more will come, even if items are still waiting. */
  get over(): boolean {
    return this.ended;
  }

  /**
   * Everything that waits. Waits itself until something comes; answers an empty list when nothing came in time, or when nothing will
   * come any more. Throws what ended the stream, after all items before it were taken.
   */
  async take(waitMs: number): Promise<ReadReply[]> {
    if (this.items.length === 0 && !this.ended) await this.arrival(waitMs);
    if (this.items.length === 0 && this.failure) throw this.failure;
    const taken = this.items;
    this.items = [];
    if (taken.length >= this.limit) this.stream?.resume();
    return taken;
  }

  /** Ends the call, which would otherwise go on sending or block its share of the connection. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.items = [];
    this.finish();
    if (this.stream) this.giveUp(this.stream);
  }

  private begin(stream: ReadStream): void {
    this.stream = stream;
    // These stay for good: an error can come late, and one without listener ends the process.
    stream.on('error', (error: Error) => this.finish(error));
    stream.on('end', () => this.finish());
    stream.on('close', () => this.finish());
    if (this.closed) this.giveUp(stream);
    else stream.on('data', this.onData);
  }

  /** Drains what was on its way, so that the stream ends. grpc-js loses a call that is cancelled in the turn in which it is made. */
  private giveUp(stream: ReadStream): void {
    stream.off('data', this.onData);
    stream.resume();
    setImmediate(() => stream.cancel());
  }

  private readonly onData = (item: ReadReply): void => {
    this.items.push(item);
    if (this.items.length >= this.limit) this.stream?.pause();
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
