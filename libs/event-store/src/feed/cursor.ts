import { isUnknown, isUnreadable, type RecordedEvent, type StoredEvent, type UnreadableEvent, understand } from '@waybill/events';
import { isAfter, isKnownPosition, type LogPosition, positionOf } from '../log-position';
import type { ReadReply } from '../read/reply';

/** A piece of the log. */
export interface FeedBatch {
  /** In log order; empty when only the position moved. */
  readonly events: readonly StoredEvent[];
  /** Everything at or before this position was delivered, or provably left out by the filter. Go on from here. */
  readonly position: LogPosition;
  /** True when the store had nothing more for this feed when it was last heard. */
  readonly caughtUp: boolean;
  /** Events of known types that cannot be read, in log order: a reader goes on without what they are about. */
  readonly unreadable: readonly UnreadableEvent[];
  /** Events in this piece that are not in the catalogue; they are not delivered. */
  readonly unknown: number;
}

/** Without events, a moved position is passed on at most so often: its keeper writes it down each time. */
const QUIET_MS = 200;

/** How far a feed has come, and what it has not handed over yet. */
export class Cursor {
  private events: StoredEvent[] = [];
  private unreadable: UnreadableEvent[] = [];
  private unknown = 0;
  private live = false;
  private handed: { readonly position: LogPosition; readonly caughtUp: boolean; readonly at: number };

  constructor(
    public position: LogPosition,
    private readonly now: () => number,
  ) {
    this.handed = { position, caughtUp: false, at: Number.NEGATIVE_INFINITY };
  }

  /** A new subscription tells anew when it has caught up. */
  restart(): void {
    this.live = false;
  }

  accept(replies: readonly ReadReply[]): void {
    for (const reply of replies) {
      if ('caughtUp' in reply) this.live = reply.caughtUp;
      else if ('checkpoint' in reply) this.passTo(reply.checkpoint);
      else if ('event' in reply) this.take(reply.event);
    }
  }

  /** The caller knows that nothing for this feed lies between here and this position. */
  passTo(position: LogPosition): void {
    if (isKnownPosition(position) && isAfter(position, this.position)) this.position = position;
  }

  /** The caller has seen that nothing more is waiting. */
  reachedEnd(): void {
    this.live = true;
  }

  /** True when there is something that the reader should know now. */
  get due(): boolean {
    if (this.events.length > 0 || this.unreadable.length > 0 || (this.live && !this.handed.caughtUp)) return true;
    return this.unknown > 0 || isAfter(this.position, this.handed.position) ? this.now() - this.handed.at >= QUIET_MS : false;
  }

  /** @param more whether further items may be waiting already */
  batch(more: boolean): FeedBatch {
    const { events, unreadable, position, unknown } = this;
    const caughtUp = this.live && !more;
    [this.events, this.unreadable] = [[], []];
    this.unknown = 0;
    this.handed = { position, caughtUp, at: this.now() };
    return { events, unreadable, position, caughtUp, unknown };
  }

  private take(event: RecordedEvent): void {
    const position = positionOf(event);
    // Should a store send something twice, the position says so.
    if (!isKnownPosition(position) || !isAfter(position, this.position)) return;
    const read = understand(event);
    if (isUnknown(read)) this.unknown += 1;
    else if (isUnreadable(read)) this.unreadable.push(read);
    else this.events.push(read);
    this.position = position;
  }
}
