import type { EventStore } from '../event-store';
import type { LogRecord } from '../log/record';
import type { ResolvedEvent } from '../read/link-resolution';
import { streamWindow } from '../read/stream-window';
import { type GroupDefinition, groupKey } from './definition';
import type { Message } from './message';
import { json, systemEvent, writeSystemEvent, writeSystemMetadata } from './system-writes';

/** Events that consumers could not handle, as links in a stream of the group's own, until a replay of them is asked for. */
export class ParkedMessages {
  readonly stream: string;
  /** Numbers in the parked stream that are being sent again: `next` to `end`, exclusive; `open` of those before are not done yet. */
  private replay = { next: 0, end: 0, open: 0 };

  constructor(
    private readonly store: EventStore,
    { stream, group }: GroupDefinition,
  ) {
    this.stream = `$persistentsubscription-${groupKey(stream, group)}-parked`;
  }

  /** Number of events that wait here. */
  get count(): number {
    const window = streamWindow(this.store, this.stream);
    return window.kind === 'readable' ? Math.max(0, window.last + 1 - window.first) : 0;
  }

  /** Sets an event aside; false when that could not be made durable. */
  park({ event, link }: ResolvedEvent, reason: string, nowMs: number): Promise<boolean> {
    const original = (link ?? event) as LogRecord;
    const target = event ? Buffer.from(`${event.index}@${event.streamName}`) : original.data;
    const metadata = { added: new Date(nowMs).toISOString(), reason, subscriptionEventNumber: original.index };
    return writeSystemEvent(this.store, this.stream, systemEvent('$>', target, json(metadata)));
  }

  /** Asks for everything that is parked now, up to number `stopAt` (exclusive), to be sent again. */
  startReplay(stopAt: number | undefined): void {
    const window = streamWindow(this.store, this.stream);
    if (window.kind !== 'readable') return;
    const end = Math.min(stopAt ?? Number.POSITIVE_INFINITY, window.last + 1);
    const next = Math.max(this.replay.next, window.first);
    if (end > next) this.replay = { ...this.replay, next, end };
  }

  /** Some of the events that are to be sent again. */
  take(limit: number): Message[] {
    const { replay, store } = this;
    const slot = store.index.slotOf(this.stream);
    const taken: Message[] = [];
    for (; replay.next < replay.end && taken.length < limit; replay.next++, replay.open++) {
      const position = store.index.positionOf(slot, replay.next);
      taken.push({ position, sequence: 0, place: replay.next, before: undefined, retryCount: 0, replayed: true });
    }
    return taken;
  }

  /** One that was sent again is done. Once all are, they leave the parked stream: a crash before that leaves them there. */
  settled(): void {
    const { replay } = this;
    replay.open -= 1;
    if (replay.open === 0 && replay.next === replay.end) void writeSystemMetadata(this.store, this.stream, { $tb: replay.end });
  }
}
