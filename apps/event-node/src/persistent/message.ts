import type { GroupPosition } from './definition';

/** An event on its way through a group. Only its position is kept; it is read when it is sent. */
export interface Message {
  /** Of the record in the log: the event, or the link to it. */
  readonly position: number;
  /** Number of the message in this run of the group, rising with the place; 0 for one that was parked and is sent again. */
  readonly sequence: number;
  readonly place: GroupPosition;
  /** Position of the message before it, which is what a checkpoint says while this one is not done. */
  readonly before: GroupPosition | undefined;
  readonly retryCount: number;
  /** Came out of the group's parked stream: checkpoints do not concern it. */
  readonly replayed: boolean;
  /** Stream that the event was written to; found when it is first asked for. */
  stream?: string;
}

/** Messages in the order in which they are sent: again before parked before new. */
export class MessageQueue {
  readonly retries: Message[] = [];
  readonly replays: Message[] = [];
  readonly fresh: Message[] = [];

  /** The message that is `index` messages away from being next. */
  at(index: number): Message | undefined {
    const behindRetries = index - this.retries.length;
    return this.retries[index] ?? this.replays[behindRetries] ?? this.fresh[behindRetries - this.replays.length];
  }

  removeAt(index: number): void {
    let at = index;
    for (const list of [this.retries, this.replays, this.fresh]) {
      if (at < list.length) {
        list.splice(at, 1);
        return;
      }
      at -= list.length;
    }
  }

  /** Puts a message back, among the other retries by its number. */
  retry(message: Message): void {
    const at = this.retries.findIndex(({ sequence }) => sequence > message.sequence);
    this.retries.splice(at < 0 ? this.retries.length : at, 0, { ...message, retryCount: message.retryCount + 1 });
  }
}
