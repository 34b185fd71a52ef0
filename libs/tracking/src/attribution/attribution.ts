import { concernedShipments, type ShipmentState, terminalTime, unitsEverAboard } from '@waybill/domain';
import type { EventLog } from '@waybill/event-store';
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
import { leaveTrace } from '../handling';
import { identifierFold, shipmentFold } from '../memory';
import { severally } from '../severally';
import { StreamWriter } from '../stream-writer';
import { Corrections } from './corrections';
import { Placements } from './placements';
import { reachableUnits } from './reach';
import { Review } from './review';

/** Of what it remembers: beside it a process has room for detection. */
const CACHE_BYTES = 64 * 1024 * 1024;

/** `pending`: lowest log position that is not finished with; `emitted`: last position that was appended. */
export interface Handled {
  readonly emitted?: bigint;
  readonly pending?: bigint;
}

interface Asked {
  readonly identifier: Identifier;
  readonly shipmentIds: Set<string>;
  readonly newcomers: Set<string>;
}

/**
 * Sees to it that every report is with the shipments that it concerns, whatever order reports, assignments, loads, ends and
 * corrections came in, and whatever the API left undone. Repeating a batch writes nothing new.
 */
export class Attribution {
  private readonly corrections: Corrections;
  private readonly review: Review;
  private readonly placements: Placements;
  /** Name → shipments whose share of its reports has to be compared, in this batch. */
  private reviews = new Map<string, Asked>();

  private constructor(
    private readonly writer: StreamWriter,
    monotonic: () => number,
  ) {
    this.corrections = new Corrections(writer);
    this.review = new Review(writer, this.corrections);
    this.placements = new Placements(writer, this.corrections, monotonic);
  }

  static open({ log, clock }: { log: EventLog; clock: { now(): number; monotonic(): number } }): Attribution {
    return new Attribution(new StreamWriter(log, () => clock.now(), CACHE_BYTES), () => clock.monotonic());
  }

  async handle(events: readonly StoredEvent[]): Promise<Handled> {
    this.corrections.emitted = undefined;
    this.review.forget();
    for (const event of events) this.absorb(event);
    for (const event of events) await this.consider(event);
    await this.runReviews();
    await this.placements.settle();
    return { emitted: this.corrections.emitted, pending: this.placements.pending };
  }

  /** Events since the last ones that were finished with will be handed over again, and others may have written to any stream. */
  interrupted(): void {
    this.writer.doubtAll();
    this.placements.forget();
    this.reviews = new Map();
  }

  /** Name by name what is missing, then shipment by shipment what is too much: so the stream of each is gone through once. */
  private async runReviews(): Promise<void> {
    const asked = [...this.reviews.values()];
    this.reviews = new Map();
    await severally(asked, ({ identifier, shipmentIds, newcomers }) =>
      this.review.bring(identifier, new Set([...shipmentIds, ...newcomers])),
    );
    const names = new Map<string, Map<string, Identifier>>();
    for (const { identifier, shipmentIds } of asked)
      for (const shipmentId of shipmentIds)
        names.set(shipmentId, (names.get(shipmentId) ?? new Map<string, Identifier>()).set(formatIdentifier(identifier), identifier));
    await severally([...names], ([shipmentId, some]) => this.review.takeAway(shipmentId, some));
  }

  private absorb(event: StoredEvent): void {
    if (event.stream.startsWith('shipment-')) this.writer.absorb(shipmentFold, event);
    else if (event.stream.startsWith('identifier-')) this.writer.absorb(identifierFold, event);
    this.placements.reached(Date.parse(event.metadata.recordedtime));
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
        return this.reviewHolders(identifier, event.data.shipmentId);
      case 'dev.waybill.shipment-loaded.v1':
        return this.ask(identifier, [event.data.shipmentId]);
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
        for (const identifier of event.data.identifiers) this.welcome(identifier as Identifier, shipmentId);
        return this.welcome({ scheme: 'shipment', value: shipmentId }, shipmentId);
      case 'dev.waybill.shipment-loaded.v1':
      case 'dev.waybill.shipment-unloaded.v1':
        await leaveTrace(this.writer, event.data.unit as Unit, event);
        return this.reviewAboard(event.data.unit as Identifier, [shipmentId]);
      case 'dev.waybill.fact-retracted.v1':
      case 'dev.waybill.fact-reinstated.v1':
        return this.reviewEnd(shipmentId, event.data.eventId);
      case 'dev.waybill.delivered.v1':
      case 'dev.waybill.shipment-cancelled.v1':
        return this.reviewAfterEnd(shipmentId);
      default: {
        const fact = factOf(event);
        if (fact) await this.considerFact(shipmentId, event, fact);
      }
    }
  }

  private async considerFact(shipmentId: string, event: StoredEvent, fact: AnyFact): Promise<void> {
    const subject = parseSubject(fact.subject);
    if (!('fault' in subject) && subject.kind === 'identifier') await this.review.judge(subject.identifier, shipmentId, event);
    if (fact.type === 'dev.waybill.item-scanned.v1') await this.reviewAfterEnd(shipmentId);
  }

  /** Facts from units that are later than the shipment's end do not belong to it. */
  private async reviewAfterEnd(shipmentId: string): Promise<void> {
    const { state } = await this.writer.load<ShipmentState>(shipmentFold, shipmentStream(shipmentId));
    const end = terminalTime(state);
    if (end !== undefined && state.latestByUnit > end) await this.reviewUnitsOf(shipmentId, state);
  }

  /** A retracted or reinstated milestone can move the shipment's end either way. */
  private async reviewEnd(shipmentId: string, eventId: string): Promise<void> {
    const { state } = await this.writer.load<ShipmentState>(shipmentFold, shipmentStream(shipmentId));
    if (state.milestones.some((milestone) => milestone.eventId === eventId)) await this.reviewUnitsOf(shipmentId, state);
  }

  private async reviewUnitsOf(shipmentId: string, state: ShipmentState): Promise<void> {
    for (const unit of unitsEverAboard(state)) await this.reviewAboard(unit, [shipmentId]);
  }

  /** Reports of every unit that could speak for what is aboard this one. */
  private async reviewAboard(unit: Identifier, shipmentIds: readonly string[]): Promise<void> {
    for (const reachable of await reachableUnits(this.writer, unit)) this.ask(reachable, shipmentIds);
  }

  private async considerUnit(
    identifier: Identifier,
    event: StoredEvent<'dev.waybill.unit-loaded.v1' | 'dev.waybill.unit-unloaded.v1'>,
  ): Promise<void> {
    const child = event.data.unit as Unit;
    const on = event.data.on as Unit;
    if (sameIdentifier(child, identifier)) await leaveTrace(this.writer, on, event);
    const aboard = new Set([...(await this.everyoneOn(child)), ...(child.scheme === 'device' ? await this.everyoneOn(on) : [])]);
    if (child.scheme === 'device') this.ask(child, [...aboard]);
    await this.reviewAboard(on, [...aboard]);
  }

  private async everyoneOn(unit: Identifier): Promise<string[]> {
    const { state } = await this.writer.load(identifierFold, identifierStream(unit));
    const children = await Promise.all(state.units.filter((child) => !sameIdentifier(child, unit)).map((child) => this.everyoneOn(child)));
    return [...concernedShipments(state), ...children.flat()];
  }

  private async reviewHolders(identifier: Identifier, shipmentId: string): Promise<void> {
    const { state } = await this.writer.load(identifierFold, identifierStream(identifier));
    this.ask(identifier, [shipmentId, ...state.holdings.map((holding) => holding.shipmentId)]);
    if (isUnit(identifier)) await this.reviewAboard(identifier, [shipmentId]);
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

  private ask(identifier: Identifier, shipmentIds: readonly string[]): void {
    const { shipmentIds: asked } = this.asked(identifier);
    for (const shipmentId of shipmentIds) asked.add(shipmentId);
  }

  /** As above for a shipment whose stream has just begun: nothing in it can be out of place, and what comes will be judged as it comes. */
  private welcome(identifier: Identifier, shipmentId: string): void {
    this.asked(identifier).newcomers.add(shipmentId);
  }

  private asked(identifier: Identifier): Asked {
    const name = formatIdentifier(identifier);
    const asked = this.reviews.get(name) ?? { identifier, shipmentIds: new Set(), newcomers: new Set() };
    this.reviews.set(name, asked);
    return asked;
  }
}
