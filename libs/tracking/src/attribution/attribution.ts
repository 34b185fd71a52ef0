import {
  concernedShipments,
  endMovedBy,
  endOfStays,
  type Fold,
  type HoldsUnit,
  identifierFold,
  isHeldBy,
  type ShipmentState,
  shipmentFold,
  unitsEverAboard,
  unitsLeftFor,
} from '@waybill/domain';
import { type EventLog, StreamDeleted } from '@waybill/event-store';
import {
  type AnyFact,
  factOf,
  formatIdentifier,
  type Identifier,
  identifierOfStream,
  identifierStream,
  isUnit,
  parseSubject,
  type StoredEvent,
  sameIdentifier,
  shipmentOfStream,
  shipmentStream,
  type Unit,
} from '@waybill/events';
import { StreamWriter } from '@waybill/streams';
import { leaveTrace } from '../handling';
import { stateOf } from '../resolution';
import { Corrections } from './corrections';
import { Placements } from './placements';
import { reachableUnits } from './reach';
import { Review } from './review';
import { Reviews } from './reviews';

/** Of what it remembers: beside it a process has room for detection. */
const CACHE_BYTES = 64 * 1024 * 1024;

/** `pending`: lowest log position that is not finished with; `emitted`: last position that was appended. */
export interface Handled {
  readonly emitted?: bigint;
  readonly pending?: bigint;
}

/**
 * Sees to it that every report is with the shipments that it concerns, whatever order reports, assignments, loads, ends and
 * corrections came in, and whatever the API left undone. Repeating a batch writes nothing new.
 */
export class Attribution {
  private readonly corrections: Corrections;
  private readonly review: Review;
  private readonly placements: Placements;
  private readonly reviews: Reviews;

  private constructor(
    private readonly writer: StreamWriter,
    monotonic: () => number,
  ) {
    this.corrections = new Corrections(writer);
    this.review = new Review(writer, this.corrections);
    this.reviews = new Reviews(this.review);
    this.placements = new Placements(writer, this.corrections, monotonic);
  }

  static open({ log, clock }: { log: EventLog; clock: { now(): number; monotonic(): number } }): Attribution {
    return new Attribution(new StreamWriter(log, () => clock.now(), CACHE_BYTES), () => clock.monotonic());
  }

  /**
   * Keeps what is remembered of streams up to date, whoever handles their events: reports are judged by what the log held when they
   * came, or later.
   */
  overhear(events: readonly StoredEvent[]): void {
    for (const event of events) if (this.writer.peek(event.stream)) this.absorb(event);
  }

  async handle(events: readonly StoredEvent[]): Promise<Handled> {
    this.corrections.emitted = undefined;
    this.review.forget();
    for (const event of events) this.absorb(event);
    // What a call that failed has asked for is asked for again with its events.
    this.reviews.forget();
    for (const event of events) await this.considerUnlessErased(event);
    await this.reviews.run();
    await this.placements.settle();
    return { emitted: this.corrections.emitted, pending: this.placements.pending };
  }

  /** Events since the last ones that were finished with will be handed over again, and others may have written to any stream. */
  interrupted(): void {
    this.writer.doubtAll();
    this.placements.forget();
    this.reviews.forget();
  }

  private absorb(event: StoredEvent): void {
    if (event.stream.startsWith('shipment-')) this.writer.absorb(shipmentFold, event);
    else if (event.stream.startsWith('identifier-')) this.writer.absorb(identifierFold, event);
    this.placements.reached(Date.parse(event.metadata.recordedtime));
  }

  /** What a stream told that was deleted for good since counts no more. */
  private async considerUnlessErased(event: StoredEvent): Promise<void> {
    try {
      await this.consider(event);
    } catch (error) {
      if (!(error instanceof StreamDeleted && error.stream === event.stream)) throw error;
    }
  }

  private async consider(event: StoredEvent): Promise<void> {
    const shipmentId = shipmentOfStream(event.stream);
    if (shipmentId) return this.considerShipment(shipmentId, event);
    const identifier = identifierOfStream(event.stream);
    if (identifier) await this.considerName(identifier, event);
  }

  private async considerName(identifier: Identifier, event: StoredEvent): Promise<void> {
    switch (event.type) {
      case 'dev.waybill.identifier-assigned.v1':
      case 'dev.waybill.identifier-released.v1':
        return this.reviewHolders(identifier, event.data.shipmentId, event);
      case 'dev.waybill.shipment-loaded.v1':
        // A trace: the shipment's own event gives back what had been taken from it.
        return this.reviews.bring(identifier, event.data.shipmentId, event);
      case 'dev.waybill.unit-loaded.v1':
      case 'dev.waybill.unit-unloaded.v1':
        return this.considerUnit(identifier, event);
      case 'dev.waybill.fact-retracted.v1':
        return this.retractCopies(identifier, event);
      default: {
        const fact = factOf(event);
        if (fact) this.placements.add(event, identifier, fact.time, fact.recordedTime);
      }
    }
  }

  private async considerShipment(shipmentId: string, event: StoredEvent): Promise<void> {
    switch (event.type) {
      case 'dev.waybill.shipment-registered.v1':
        // Nothing in a stream that has just begun can be out of place, and what comes will be judged as it comes.
        for (const identifier of [...event.data.identifiers, { scheme: 'shipment', value: shipmentId }])
          this.reviews.bring(identifier as Identifier, shipmentId, event);
        return;
      case 'dev.waybill.shipment-loaded.v1':
      case 'dev.waybill.shipment-unloaded.v1':
        await leaveTrace(this.writer, event.data.unit as Unit, event);
        await this.reviewAboard(event.data.unit as Identifier, [shipmentId], event);
        if (event.type === 'dev.waybill.shipment-loaded.v1') await this.reviewLeft(shipmentId, event);
        return;
      case 'dev.waybill.fact-retracted.v1':
      case 'dev.waybill.fact-reinstated.v1':
        return this.reviewEnd(shipmentId, event);
      case 'dev.waybill.delivered.v1':
      case 'dev.waybill.shipment-cancelled.v1':
        return this.considerMilestone(shipmentId, event);
      default: {
        const fact = factOf(event);
        if (fact) await this.considerFact(shipmentId, event, fact);
      }
    }
  }

  private async considerFact(shipmentId: string, event: StoredEvent, fact: AnyFact): Promise<void> {
    const subject = parseSubject(fact.subject);
    if (!('fault' in subject) && subject.kind === 'identifier') await this.review.judge(subject.identifier, shipmentId, event);
    if (fact.type === 'dev.waybill.item-scanned.v1') await this.considerMilestone(shipmentId, event);
  }

  /** A load ends the stay on every other unit of its kind, perhaps earlier than was known. */
  private async reviewLeft(shipmentId: string, event: StoredEvent<'dev.waybill.shipment-loaded.v1'>): Promise<void> {
    const { state } = await this.writer.load<ShipmentState>(shipmentFold, shipmentStream(shipmentId));
    for (const left of unitsLeftFor(event.data.unit as Identifier, state.handlings)) await this.doubtAll(left, [shipmentId], event);
  }

  /** Facts from units that are later than the shipment's end do not belong to it; those before an end that is no more do. */
  private async considerMilestone(shipmentId: string, event: StoredEvent): Promise<void> {
    const { state } = await this.writer.load<ShipmentState>(shipmentFold, shipmentStream(shipmentId));
    if (state.handlings.length === 0) return;
    const holds = await this.unitsHeldBy(shipmentId, state);
    const moved = endMovedBy(state, event.eventId, holds);
    const end = endOfStays(state, holds) ?? Number.POSITIVE_INFINITY;
    if (moved === 'later' || (moved === 'earlier' && state.latestByUnit > end)) await this.reviewUnitsOf(shipmentId, state, event);
  }

  /** Which of the units that it was scanned with are the shipment's own names. */
  private async unitsHeldBy(shipmentId: string, { unitMilestones }: ShipmentState): Promise<HoldsUnit> {
    const units = new Map(Object.values(unitMilestones).map((unit) => [formatIdentifier(unit), unit]));
    const names = await Promise.all([...units.values()].map((unit) => this.known(identifierFold, identifierStream(unit))));
    return (unit, time) => names.some((name) => sameIdentifier(name.identifier, unit) && isHeldBy(name, shipmentId, time));
  }

  /** What can be said of a stream that may have been erased. */
  private known<S>(fold: Fold<S>, stream: string): Promise<S> {
    return stateOf((one, of) => this.writer.load(one, of), fold, stream);
  }

  /** A retracted or reinstated milestone can move the shipment's end either way. */
  private async reviewEnd(
    shipmentId: string,
    correction: StoredEvent<'dev.waybill.fact-retracted.v1' | 'dev.waybill.fact-reinstated.v1'>,
  ): Promise<void> {
    const { state } = await this.writer.load<ShipmentState>(shipmentFold, shipmentStream(shipmentId));
    const isMilestone = state.milestones.some(({ eventId }) => eventId === correction.data.eventId);
    if (isMilestone) await this.reviewUnitsOf(shipmentId, state, correction);
  }

  private async reviewUnitsOf(shipmentId: string, state: ShipmentState, cause: StoredEvent): Promise<void> {
    for (const unit of unitsEverAboard(state)) await this.reviewAboard(unit, [shipmentId], cause);
  }

  /** Reports of every unit that could speak for what is aboard this one. */
  private async reviewAboard(unit: Identifier, shipmentIds: readonly string[], cause: StoredEvent): Promise<void> {
    for (const reachable of await reachableUnits(this.writer, unit)) this.ask(reachable, shipmentIds, cause);
  }

  private async considerUnit(
    identifier: Identifier,
    event: StoredEvent<'dev.waybill.unit-loaded.v1' | 'dev.waybill.unit-unloaded.v1'>,
  ): Promise<void> {
    const child = event.data.unit as Unit;
    const on = event.data.on as Unit;
    const isTrace = !sameIdentifier(child, identifier);
    if (!isTrace) await leaveTrace(this.writer, on, event);
    const aboard = new Set([...(await this.everyoneOn(child)), ...(child.scheme === 'device' ? await this.everyoneOn(on) : [])]);
    if (child.scheme === 'device') this.ask(child, [...aboard], event);
    await this.reviewAboard(on, [...aboard], event);
    if (!isTrace && event.type === 'dev.waybill.unit-loaded.v1') await this.reviewUnitsLeft(child, on, [...aboard], event);
  }

  /** As a shipment's load does; a device speaks no longer for what is on the unit that it was on. */
  private async reviewUnitsLeft(child: Unit, on: Unit, aboard: readonly string[], event: StoredEvent): Promise<void> {
    const { state } = await this.writer.load(identifierFold, identifierStream(child));
    for (const left of unitsLeftFor(on, state.handlings)) {
      const there = child.scheme === 'device' ? await this.everyoneOn(left) : [];
      await this.doubtAll(left, [...aboard, ...there], event);
    }
  }

  private async everyoneOn(unit: Identifier): Promise<string[]> {
    const { state } = await this.writer.load(identifierFold, identifierStream(unit));
    const children = await Promise.all(state.units.filter((child) => !sameIdentifier(child, unit)).map((child) => this.everyoneOn(child)));
    return [...concernedShipments(state), ...children.flat()];
  }

  private async reviewHolders(identifier: Identifier, shipmentId: string, cause: StoredEvent): Promise<void> {
    const { state } = await this.writer.load(identifierFold, identifierStream(identifier));
    this.ask(identifier, [shipmentId, ...state.holdings.map((holding) => holding.shipmentId)], cause);
    if (!isUnit(identifier)) return;
    await this.reviewAboard(identifier, [shipmentId], cause);
    // Whether what it was scanned with is its own may move its end.
    const shipment = await this.known<ShipmentState>(shipmentFold, shipmentStream(shipmentId));
    await this.reviewUnitsOf(shipmentId, shipment, cause);
  }

  private async retractCopies(identifier: Identifier, retraction: StoredEvent<'dev.waybill.fact-retracted.v1'>): Promise<void> {
    for await (const event of this.writer.log.read(identifierStream(identifier), { direction: 'backwards' })) {
      if (event.eventId !== retraction.data.eventId) continue;
      const { state } = await this.writer.load(identifierFold, identifierStream(identifier));
      const everyone = new Set([...concernedShipments(state), ...(await this.everyoneOn(identifier))]);
      await Promise.all([...everyone].map((shipmentId) => this.corrections.retractCopy(retraction, event, shipmentId)));
      return;
    }
  }

  /** Reports of every unit that could have spoken for what was aboard this one. */
  private async doubtAll(unit: Identifier, shipmentIds: readonly string[], cause: StoredEvent): Promise<void> {
    for (const reachable of await reachableUnits(this.writer, unit))
      for (const shipmentId of shipmentIds) this.reviews.doubt(reachable, shipmentId, cause);
  }

  private ask(identifier: Identifier, shipmentIds: readonly string[], cause: StoredEvent): void {
    for (const shipmentId of shipmentIds) {
      this.reviews.bring(identifier, shipmentId, cause);
      this.reviews.doubt(identifier, shipmentId, cause);
    }
  }
}
