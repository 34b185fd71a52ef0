import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EventLog, toCloudEvent } from '@waybill/event-store';
import { exceptionsStream, parseShipmentId, type StoredEvent, shipmentStream } from '@waybill/events';
import { Cursors, type PageRequest, SHIPMENTS } from '@waybill/read-model';
import { behind, Freshness, type FreshnessQuery, parsePosition } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';
import { shipmentNotFound } from './shipment-not-found';

const DEFAULT_LIMIT = 50;

/** The events of a shipment's stream and of its exceptions' as CloudEvents, in the order of the log. */
export class ListEvents extends Query<PageAnswer<object>> {
  constructor(
    readonly shipmentId: string,
    readonly page: PageRequest & FreshnessQuery,
  ) {
    super();
  }
}

/** The revision to go on from in each of the streams. */
const REVISIONS = new Cursors('events', ['revision', 'revision']);

/** Where the next page begins in a stream. */
const nextIn = (stream: string, items: readonly StoredEvent[], from: number): number =>
  (items.findLast((event) => event.stream === stream)?.revision ?? from - 1) + 1;

@QueryHandler(ListEvents)
export class ListEventsHandler implements IQueryHandler<ListEvents> {
  constructor(
    private readonly log: EventLog,
    private readonly freshness: Freshness,
  ) {}

  async execute({ shipmentId, page: { limit = DEFAULT_LIMIT, cursor, ...freshness } }: ListEvents): Promise<PageAnswer<object>> {
    if (!parseShipmentId(shipmentId)) throw shipmentNotFound();
    const from = REVISIONS.decode(cursor) ?? [0, 0];
    const commit = await this.head(freshness);
    const [own, exceptions] = [shipmentStream(shipmentId), exceptionsStream(shipmentId)];
    const read = await Promise.all([this.read(own, from[0], limit + 1), this.read(exceptions, from[1], limit + 1)]);
    const events = read.flat();
    if (events.length === 0 && cursor === undefined) throw shipmentNotFound();
    const items = events.sort((a, b) => (a.position < b.position ? -1 : 1)).slice(0, limit);
    return {
      items: items.map((event) => toCloudEvent(event)),
      nextCursor: events.length > limit ? REVISIONS.encode(nextIn(own, items, from[0]), nextIn(exceptions, items, from[1])) : null,
      asOfPosition: commit.toString(),
    };
  }

  /** The log itself is never behind: only what reactors still have to append is worth a wait. */
  private async head(freshness: FreshnessQuery): Promise<bigint> {
    if (freshness.settled === 'true') await this.freshness.wait(freshness, [SHIPMENTS]);
    const { commit } = await this.log.head();
    if (freshness.minPosition !== undefined && parsePosition(freshness.minPosition) > commit) throw behind();
    return commit;
  }

  private async read(stream: string, fromRevision: number, maxCount: number): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    for await (const event of this.log.read(stream, { fromRevision, maxCount })) events.push(event);
    return events;
  }
}
