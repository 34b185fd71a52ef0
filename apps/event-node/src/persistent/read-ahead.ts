import { setImmediate } from 'node:timers/promises';
import type { EventStore } from '../event-store';
import type { Found, MessageSource } from './message-source';

/** Keeps a buffer filled from a source: reads while there is room, else waits for room or for a commit. */
export class ReadAhead {
  private running = false;
  private stopped = false;
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly store: EventStore,
    private readonly source: MessageSource,
    private readonly batchSize: number,
    private readonly buffer: { hasRoom(): boolean; add(found: readonly Found[]): void; failed(error: Error): void },
  ) {}

  /** Reads on if it is not doing so. */
  resume(): void {
    if (this.running || this.stopped) return;
    this.running = true;
    this.run().then(
      () => {
        this.running = false;
      },
      (error: Error) => this.buffer.failed(error),
    );
  }

  stop(): void {
    this.stopped = true;
    this.unsubscribe();
  }

  private async run(): Promise<void> {
    while (!this.stopped && this.buffer.hasRoom()) {
      const { end } = this.store.reader;
      const { found, atEnd } = await this.source.take(this.batchSize);
      if (found.length > 0) this.buffer.add(found);
      if (!atEnd) await setImmediate();
      else if (this.store.reader.end === end) return this.untilCommit();
    }
  }

  private untilCommit(): void {
    this.unsubscribe();
    if (!this.stopped) this.unsubscribe = this.store.commits.subscribe(() => this.resume());
  }
}
