import type { ResolvedEvent } from '../read/link-resolution';
import type { Message } from './message';
import type { ParkedMessages } from './parked-messages';

interface Pending {
  readonly message: Message;
  readonly offered: ResolvedEvent;
  readonly reason: string;
  writing: boolean;
}

/** Messages on their way into the parked stream. Until one is durable there it is not done; where that fails it is tried again. */
export class Parking {
  private readonly pending = new Set<Pending>();

  constructor(
    private readonly parked: ParkedMessages,
    private readonly now: () => number,
    private readonly done: (message: Message) => void,
  ) {}

  add(message: Message, offered: ResolvedEvent, reason: string): void {
    const pending = { message, offered, reason, writing: false };
    this.pending.add(pending);
    void this.write(pending);
  }

  /** Tries those again that could not be written. */
  tryAgain(): void {
    for (const pending of [...this.pending]) if (!pending.writing) void this.write(pending);
  }

  *messages(): Generator<Message> {
    for (const { message } of this.pending) yield message;
  }

  private async write(pending: Pending): Promise<void> {
    pending.writing = true;
    const isParked = await this.parked.park(pending.offered, pending.reason, this.now());
    pending.writing = false;
    if (!isParked) return;
    this.pending.delete(pending);
    this.done(pending.message);
  }
}
