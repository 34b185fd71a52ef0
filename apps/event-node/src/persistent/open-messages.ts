import type { ResolvedEvent } from '../read/link-resolution';
import type { Consumer } from './consumers';
import type { Message } from './message';

/** A message that a consumer has and has not answered for. */
export interface OpenMessage {
  readonly message: Message;
  readonly offered: ResolvedEvent;
  readonly consumer: Consumer;
  /** On the monotonic clock. */
  readonly sentAt: number;
}

/** Messages that are with consumers, by the id under which those answer: the link's, where there is one. */
export class OpenMessages {
  private readonly byId = new Map<string, OpenMessage>();

  get size(): number {
    return this.byId.size;
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  add(id: string, open: OpenMessage): void {
    this.byId.set(id, open);
    open.consumer.inFlight.add(id);
    open.consumer.total += 1;
  }

  /** Takes out the message with this id; undefined when no consumer has it, or has it any longer. */
  take(id: string): OpenMessage | undefined {
    const open = this.byId.get(id);
    this.byId.delete(id);
    open?.consumer.inFlight.delete(id);
    return open;
  }

  /** Ids of the messages that were sent before an instant. */
  sentBefore(instant: number): string[] {
    // In the order in which they were sent: the first younger one ends the search.
    const ids: string[] = [];
    for (const [id, { sentAt }] of this.byId) {
      if (sentAt > instant) break;
      ids.push(id);
    }
    return ids;
  }

  *messages(): Generator<Message> {
    for (const { message } of this.byId.values()) yield message;
  }
}
