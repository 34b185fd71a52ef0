import type { ServiceError } from '@grpc/grpc-js';
import type { EventStore } from '../event-store';
import type { LogRecord } from '../log/record';
import { type ResolvedEvent, resolveLink, unresolved } from '../read/link-resolution';
import { encodeReadEvent } from '../wire/read-response';
import { Checkpoint, type Mark } from './checkpoint';
import { type Consumer, Consumers } from './consumers';
import type { GroupDefinition, GroupPosition } from './definition';
import { type Message, MessageQueue } from './message';
import { type Found, openSource } from './message-source';
import { OpenMessages } from './open-messages';
import { ParkedMessages } from './parked-messages';
import { Parking } from './parking';
import { ReadAhead } from './read-ahead';

/** What a consumer wants to be done with events that it cannot acknowledge. */
export type NackAction = 'retry' | 'park' | 'skip';

/** Wall clock and a clock that never jumps, in milliseconds. */
export interface Clocks {
  readonly now: () => number;
  readonly monotonic: () => number;
}

/**
 * A persistent subscription: one place in a stream or the log, from which events are shared out among consumers until each is acknowledged,
 * skipped or parked.
 */
export class Group {
  readonly consumers: Consumers;
  readonly parked: ParkedMessages;
  readonly checkpoint: Checkpoint;
  readonly queue = new MessageQueue();
  readonly open = new OpenMessages();
  /** Messages that were handed to consumers, retries included. */
  total = 0;
  /** Position of the newest event that was read ahead. */
  lastKnown: GroupPosition | undefined;
  private readonly parking: Parking;
  private readonly ahead: ReadAhead;
  private sequence = 0;
  private closed = false;

  constructor(
    private readonly store: EventStore,
    readonly definition: GroupDefinition,
    private readonly clocks: Clocks,
  ) {
    this.consumers = new Consumers(definition.settings.strategy);
    this.parked = new ParkedMessages(store, definition);
    this.checkpoint = new Checkpoint(store, definition, clocks.monotonic());
    this.lastKnown = this.checkpoint.place;
    this.parking = new Parking(this.parked, clocks.now, (message) => this.settled(message));
    const source = openSource(store, definition, this.checkpoint.place);
    this.ahead = new ReadAhead(store, source, definition.settings.readBatchSize, {
      hasRoom: () => this.hasRoom,
      add: (found) => this.enqueue(found),
      failed: ({ message }) => complain(definition, message),
    });
    this.ahead.resume();
  }

  connect(consumer: Consumer): void {
    this.consumers.add(consumer);
    this.push();
  }

  /** What the consumer had goes to others. */
  disconnect(consumer: Consumer): void {
    if (!this.consumers.remove(consumer)) return;
    for (const id of [...consumer.inFlight]) this.retry(id);
    this.push();
  }

  acknowledge(ids: readonly string[]): void {
    for (const id of ids) {
      const open = this.open.take(id);
      if (!open) continue;
      open.consumer.tookMs(this.clocks.monotonic() - open.sentAt);
      this.settled(open.message);
    }
    this.push();
  }

  refuse(ids: readonly string[], action: NackAction, reason: string): void {
    for (const id of ids) {
      if (action === 'retry') this.retry(id);
      else if (action === 'park') this.park(id, `Client explicitly NAK'ed message.\n${reason}`);
      else this.skip(id);
    }
    this.push();
  }

  /** Sends parked events again, up to number `stopAt` of the parked stream. */
  replayParked(stopAt: number | undefined): void {
    this.parked.startReplay(stopAt);
    this.push();
  }

  /** Once a second: what took too long is sent again, what could not be parked is parked, progress is kept. */
  tick(): void {
    const { messageTimeoutMs } = this.definition.settings;
    const now = this.clocks.monotonic();
    if (messageTimeoutMs > 0) for (const id of this.open.sentBefore(now - messageTimeoutMs)) this.retry(id);
    this.parking.tryAgain();
    const mark = this.mark();
    if (mark) void this.checkpoint.offer(mark, now);
    this.push();
  }

  /** Ends the calls of all consumers; nothing is delivered any more. */
  close(error: ServiceError): void {
    this.closed = true;
    this.ahead.stop();
    for (const consumer of [...this.consumers.all]) {
      this.consumers.remove(consumer);
      consumer.drop(error);
    }
  }

  private get hasRoom(): boolean {
    return this.queue.fresh.length < this.definition.settings.historyBufferSize;
  }

  private enqueue(found: readonly Found[]): void {
    for (const { place, position } of found) {
      this.sequence += 1;
      const before = this.lastKnown;
      this.queue.fresh.push({ position, place, before, sequence: this.sequence, retryCount: 0, replayed: false });
      this.lastKnown = place;
    }
    this.push();
  }

  private push(): void {
    if (this.closed) return;
    const { queue, consumers, parked, definition } = this;
    queue.replays.push(...parked.take(definition.settings.historyBufferSize - queue.replays.length));
    for (let index = 0; consumers.hasRoom; ) {
      const message = queue.at(index);
      if (!message) break;
      const consumer = consumers.choose(() => this.streamOf(message));
      if (consumer) {
        queue.removeAt(index);
        this.send(message, consumer);
      } else if (consumers.isPinned) index += 1;
      else break;
    }
    if (this.hasRoom) this.ahead.resume();
  }

  /** Stream that an event was written to, also when it is a link whose target is gone. */
  private streamOf(message: Message): string {
    if (message.stream === undefined) {
      const { event, link } = this.look(message);
      message.stream = ((event ?? link) as LogRecord).streamName;
    }
    return message.stream;
  }

  private look({ position, replayed }: Message): ResolvedEvent {
    const record = this.store.reader.knownRecordAt(position);
    return replayed || this.definition.settings.resolveLinks ? resolveLink(this.store, record) : unresolved(record);
  }

  private send(message: Message, consumer: Consumer): void {
    const offered = this.look(message);
    const { id } = (offered.link ?? offered.event) as LogRecord;
    if (this.open.has(id)) {
      // The same id twice in one stream: consumers answer by id, so the second is taken as done with the first.
      this.settled(message);
      return;
    }
    this.open.add(id, { message, offered, consumer, sentAt: this.clocks.monotonic() });
    this.total += 1;
    consumer.send(encodeReadEvent(offered, message.retryCount));
  }

  private retry(id: string): void {
    const { maxRetryCount } = this.definition.settings;
    const open = this.open.take(id);
    if (!open) return;
    if (open.message.retryCount >= maxRetryCount) this.parking.add(open.message, open.offered, `Reached retry count of ${maxRetryCount}`);
    else this.queue.retry(open.message);
  }

  private skip(id: string): void {
    const open = this.open.take(id);
    if (open) this.settled(open.message);
  }

  private park(id: string, reason: string): void {
    const open = this.open.take(id);
    if (open) this.parking.add(open.message, open.offered, reason);
  }

  private settled(message: Message): void {
    if (message.replayed) this.parked.settled();
    const mark = !message.replayed && this.checkpoint.isUrgent(this.sequence) && this.mark();
    if (mark && this.checkpoint.isUrgent(mark.sequence)) void this.checkpoint.offer(mark, this.clocks.monotonic());
  }

  /** Everything before the lowest message that is not done. */
  private mark(): Mark | undefined {
    let lowest: Message | undefined;
    for (const message of this.undone()) if (!lowest || message.sequence < lowest.sequence) lowest = message;
    const place = lowest ? lowest.before : this.lastKnown;
    return place === undefined ? undefined : { place, sequence: lowest ? lowest.sequence - 1 : this.sequence };
  }

  private *undone(): Generator<Message> {
    const { fresh, retries } = this.queue;
    if (fresh[0]) yield fresh[0];
    for (const message of retries) if (!message.replayed) yield message;
    for (const message of this.open.messages()) if (!message.replayed) yield message;
    for (const message of this.parking.messages()) if (!message.replayed) yield message;
  }
}

function complain({ stream, group }: GroupDefinition, message: string): void {
  process.stderr.write(`${JSON.stringify({ event: 'group-stopped', stream, group, message })}\n`);
}
