import {
  type Fold,
  IDENTIFIER,
  type IdentifierState,
  type Question,
  questionsOf,
  Reviews,
  SHIPMENT,
  type ShipmentState,
} from '@waybill/domain';
import { type EventLog, StreamDeleted } from '@waybill/event-store';
import { type StoredEvent, shipmentOfStream } from '@waybill/events';
import { forEachConcurrently } from '@waybill/platform';
import { StreamWriter } from '@waybill/streams';
import { Batch } from './batch';
import { bring, judge, takeAway } from './review';
import { WaitingReports } from './waiting-reports';

/** Of what it remembers: beside it a process has room for detection. */
const CACHE_BYTES = 64 * 1024 * 1024;

/** `pending`: lowest log position that is not finished with; `emitted`: last position that was appended. */
export interface Handled {
  readonly emitted?: bigint;
  readonly pending?: bigint;
}

const foldOf = (stream: string): Fold<ShipmentState | IdentifierState> =>
  (shipmentOfStream(stream) ? SHIPMENT.fold : IDENTIFIER.fold) as Fold<ShipmentState | IdentifierState>;

/**
 * Sees to it that every report is with the shipments that it concerns, whatever order reports, assignments, loads, ends and
 * corrections came in, and whatever the API left undone. Repeating a batch writes nothing new.
 */
export class Attribution {
  private readonly waiting: WaitingReports;

  private constructor(
    private readonly writer: StreamWriter,
    monotonic: () => number,
  ) {
    this.waiting = new WaitingReports(monotonic);
  }

  static open({ log, clock }: { log: EventLog; clock: { now(): number; monotonic(): number } }): Attribution {
    return new Attribution(new StreamWriter(log, () => clock.now(), CACHE_BYTES), () => clock.monotonic());
  }

  /**
   * Keeps what is remembered of streams up to date, whichever process handles their events: reports are judged by what the log held when they
   * came, or later.
   */
  observe(events: readonly StoredEvent[]): void {
    for (const event of events) if (this.writer.peek(event.stream)) this.absorb(event);
  }

  /** Asks what the events put in question, then answers: first what is missing, then what is too much. */
  async handle(events: readonly StoredEvent[]): Promise<Handled> {
    const batch = new Batch(this.writer);
    const reviews = new Reviews();
    for (const event of events) this.absorb(event);
    for (const event of events) await this.considerUnlessErased(event, batch, reviews);
    await forEachConcurrently(reviews.ofNames, (review) => bring(batch, review));
    await forEachConcurrently(reviews.ofShipments, (review) => takeAway(batch, review));
    await this.waiting.settle(batch);
    return { emitted: batch.emitted, pending: this.waiting.pending };
  }

  /** Events since the last ones that were finished with will be handed over again, and others may have written to any stream. */
  interrupted(): void {
    this.writer.recheckAll();
    this.waiting.forget();
  }

  private absorb(event: StoredEvent): void {
    this.writer.absorb(foldOf(event.stream), event);
    this.waiting.reached(event.recordedTime);
  }

  /** What a stream told that was deleted for good since counts no more. One that cannot be read is set aside with its events. */
  private async considerUnlessErased(event: StoredEvent, batch: Batch, reviews: Reviews): Promise<void> {
    try {
      await this.writer.load(foldOf(event.stream), event.stream);
      for (const question of await batch.known((known) => questionsOf(event, known))) await this.answer(question, event, batch, reviews);
    } catch (error) {
      if (!(error instanceof StreamDeleted && error.stream === event.stream)) throw error;
    }
  }

  private async answer(question: Question, event: StoredEvent, batch: Batch, reviews: Reviews): Promise<void> {
    switch (question.kind) {
      case 'lacking':
      case 'doubted':
        return reviews.add(question, event);
      case 'trace':
        return batch.trace(event, question.unit);
      case 'kept':
        return this.waiting.add(event, question.identifier);
      case 'held':
        return judge(batch, question.identifier, question.shipmentId, event);
      case 'withdrawn':
        return batch.withdraw(question.retraction, question.shipmentIds);
    }
  }
}
