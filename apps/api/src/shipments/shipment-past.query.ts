import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { foldExceptionsPast, foldPast, happenedBy, noExceptionsPast, noPast, openExceptions, snapshotOf } from '@waybill/domain';
import { EventLog } from '@waybill/event-store';
import {
  etaStream,
  exceptionsStream,
  type Identifier,
  type Instant,
  parseShipmentId,
  type StoredEvent,
  shipmentStream,
} from '@waybill/events';
import { type Clock, Turns } from '@waybill/platform';
import {
  DatabaseUnavailable,
  type EtaView,
  EXCEPTION_SUMMARY,
  etaSaidBy,
  LiveReadModels,
  QueryTimeout,
  SHIPMENTS,
} from '@waybill/read-model';
import { Freshness } from '../reading/freshness';
import { CLOCK } from '../tokens';
import { Knowledge } from './knowledge';
import { firstNamesOf, nameChangesOf } from './name-changes';
import type { KnownAt } from './past-parameters';
import { shipmentNotFound } from './shipment-not-found';
import type { ShipmentAnswer } from './shipments.schemas';

/** Where a shipment was at a time, as far as was known at another. */
export class FindShipmentPast extends Query<ShipmentAnswer> {
  constructor(
    readonly shipmentId: string,
    readonly asOf: Instant | undefined,
    readonly knownAt: KnownAt | undefined,
  ) {
    super();
  }
}

/** Events that are folded at a time: what is read of a long stream is not kept. */
const PAGE = 500;

/**
 * Answers from the event store: one read of the shipment's stream and of its exceptions', up to what is asked for, and a few events of
 * each of its names' streams. Which names these are only the read model can tell, so it must have come as far as the answer goes. While
 * it cannot be asked, the answer lacks names that were given later, and says so.
 */
@QueryHandler(FindShipmentPast)
export class FindShipmentPastHandler implements IQueryHandler<FindShipmentPast> {
  /** Long histories are folded in turns with all other answers. */
  private readonly turns = new Turns();

  constructor(
    private readonly log: EventLog,
    private readonly live: LiveReadModels,
    private readonly freshness: Freshness,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ shipmentId, asOf, knownAt }: FindShipmentPast): Promise<ShipmentAnswer> {
    if (!parseShipmentId(shipmentId)) throw shipmentNotFound();
    const known = new Knowledge(knownAt, (await this.log.head()).commit);
    // A time to come is now: facts of clocks that run ahead are known, too.
    const then = asOf !== undefined && asOf < this.clock.now() ? asOf : undefined;
    const shipment = await this.shipment(shipmentId, known, then);
    const exceptions = await this.exceptions(shipmentId, known, then);
    const eta = await this.eta(shipmentId, known, then);
    return { ...shipment, eta, openExceptions: exceptions, asOfPosition: known.position.toString() };
  }

  private async shipment(shipmentId: string, known: Knowledge, asOf: Instant | undefined) {
    let past = noPast;
    for await (const page of this.pages(shipmentStream(shipmentId), known)) {
      past = foldPast(
        past,
        page.filter((event) => happenedBy(event, asOf)),
      );
    }
    if (!past.registration) throw shipmentNotFound();
    const { names, incomplete } = await this.names(shipmentId, past.registration.identifiers, known);
    const snapshot = snapshotOf(
      shipmentId,
      foldPast(
        past,
        names.filter((event) => known.includes(event)),
      ),
    );
    if (!snapshot) throw shipmentNotFound();
    return { ...snapshot, ...(incomplete && { incomplete }) };
  }

  /** While Postgres is away only those of the registration are known, which the answer says. */
  private async names(shipmentId: string, registered: readonly Identifier[], known: Knowledge) {
    try {
      await this.freshness.wait({ minPosition: known.limit.toString() }, [SHIPMENTS]);
      return { names: await nameChangesOf(this.log, this.live, shipmentId) };
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable || error instanceof QueryTimeout)) throw error;
      return { names: await firstNamesOf(this.log, shipmentId, registered), incomplete: ['identifiers'] as const };
    }
  }

  private async exceptions(shipmentId: string, known: Knowledge, asOf: Instant | undefined) {
    let past = noExceptionsPast;
    for await (const page of this.pages(exceptionsStream(shipmentId), known)) past = foldExceptionsPast(past, page, asOf);
    return openExceptions(shipmentId, past, asOf).map(EXCEPTION_SUMMARY.ofRow);
  }

  /** What was said last, of what had been said by then. */
  private async eta(shipmentId: string, known: Knowledge, asOf: Instant | undefined): Promise<EtaView | null> {
    let eta: EtaView | null = null;
    for await (const page of this.pages(etaStream(shipmentId), known))
      for (const event of page.filter(({ time }) => asOf === undefined || time <= asOf)) eta = etaSaidBy(event, eta);
    return eta;
  }

  /** What is known of a stream. */
  private async *pages(stream: string, known: Knowledge): AsyncGenerator<readonly StoredEvent[]> {
    let page: StoredEvent[] = [];
    for await (const event of this.log.read(stream)) {
      if (!known.includes(event)) break;
      page.push(event);
      if (page.length < PAGE) continue;
      yield page;
      page = [];
      await this.turns.next();
    }
    yield page;
  }
}
