import {
  given,
  IDENTIFIER,
  idIn,
  type KnownStreams,
  type Settlement,
  SHIPMENT,
  type ShipmentState,
  taken,
  targetsOf,
} from '@waybill/domain';
import { isUnusable } from '@waybill/event-store';
import {
  formatIdentifier,
  type Identifier,
  identifierStream,
  latestPosition,
  type NewEvent,
  type StoredEvent,
  shipmentStream,
  writtenForm,
} from '@waybill/events';
import type { StreamView, StreamWriter } from '@waybill/streams';
import { keepFor } from '../same-fact';
import { untilKnown, untilKnownAfresh } from '../streams-until-known';

type Retraction = StoredEvent<'dev.waybill.fact-retracted.v1'>;

/** What one call of the reactor works with, and how far it has written. */
export class Batch {
  private readonly asked = new Map<string, Promise<readonly string[]>>();
  /** Last log position that was appended. */
  emitted: bigint | undefined;

  constructor(readonly writer: StreamWriter) {}

  known<T>(rule: (known: KnownStreams) => T): Promise<T> {
    return untilKnown(this.writer, rule);
  }

  /** Whom a report concerns. Asked once for all the copies of a ping. */
  targets(identifier: Identifier, time: number): Promise<readonly string[]> {
    const key = `${formatIdentifier(identifier)}@${time}`;
    const asked = this.asked.get(key) ?? this.known((known) => targetsOf(identifier, time, known));
    this.asked.set(key, asked);
    return asked;
  }

  /** The same with every stream on the way read up to its end: for decisions that take something away. */
  targetsAfresh(identifier: Identifier, time: number): Promise<readonly string[]> {
    return untilKnownAfresh(this.writer, (known) => targetsOf(identifier, time, known));
  }

  /** Appends what a settlement asks for. What is to be taken away is safe where it belongs by then. */
  async settle(report: StoredEvent, identifier: Identifier, steps: readonly Settlement[]): Promise<void> {
    await Promise.all(
      steps.map((step) => {
        if (step.kind === 'park') return this.note(keepFor(this.writer, identifier, writtenForm(report)));
        return step.kind === 'give' ? this.give(report, step.shipmentId) : undefined;
      }),
    );
    for (const step of steps) if (step.kind === 'take') await this.take(report, identifier, step.shipmentId);
  }

  /** Leaves the trace of a load in the stream of its unit. */
  trace(event: StoredEvent, unit: Identifier): Promise<void> {
    return this.note(keepFor(this.writer, unit, writtenForm(event)));
  }

  /** A report that a person retracted for a unit counts for none of the shipments any more. */
  async withdraw(retraction: Retraction, shipmentIds: readonly string[]): Promise<void> {
    for await (const report of this.writer.log.read(retraction.stream, { direction: 'backwards' })) {
      if (report.eventId !== retraction.data.eventId) continue;
      await Promise.all(shipmentIds.map((shipmentId) => this.takeFor(report, shipmentId, retraction)));
      return;
    }
  }

  private give(report: StoredEvent, shipmentId: string): Promise<void> {
    return this.onShipment(
      shipmentId,
      (view) => given(report, view, this.writer.now()),
      ({ phase }) => phase === 'unregistered',
    );
  }

  private async take(report: StoredEvent, identifier: Identifier, shipmentId: string): Promise<void> {
    const stream = identifierStream(identifier);
    await this.takeFor(report, shipmentId, await this.retractionIn(stream, idIn(stream, report)));
  }

  /** By which a person said that the report in a name's stream is wrong. */
  private async retractionIn(stream: string, eventId: string): Promise<Retraction | undefined> {
    const { state } = await this.writer.load(IDENTIFIER.fold, stream);
    if (state.retracted[eventId] === undefined) return undefined;
    for await (const event of this.writer.log.read(stream, { direction: 'backwards' }))
      if (event.type === 'dev.waybill.fact-retracted.v1' && event.data.eventId === eventId) return event;
    return undefined;
  }

  private takeFor(report: StoredEvent, shipmentId: string, retraction: Retraction | undefined): Promise<void> {
    return this.onShipment(
      shipmentId,
      (view) => taken(report, view, this.writer.now(), retraction),
      () => true,
    );
  }

  /**
   * A shipment that was erased, or cannot be read, gets nothing; the others of its unit go on.
   * @param isDoubtful whether another look has to be taken at the stream before nothing is written
   */
  private async onShipment(
    shipmentId: string,
    decide: (view: StreamView<ShipmentState>) => NewEvent[],
    isDoubtful: (state: ShipmentState) => boolean,
  ): Promise<void> {
    try {
      await this.note(
        this.writer.write<ShipmentState, boolean>(SHIPMENT.fold, shipmentStream(shipmentId), (view) => {
          const events = decide(view);
          return { events, result: events.length > 0, doubtful: events.length === 0 && isDoubtful(view.state) };
        }),
      );
    } catch (error) {
      if (!isUnusable(error)) throw error;
    }
  }

  private async note(written: Promise<{ readonly result: boolean; readonly position: bigint }>): Promise<void> {
    const { result, position } = await written;
    if (result) this.emitted = latestPosition(position, this.emitted);
  }
}
