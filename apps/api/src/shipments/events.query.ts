import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EventLog, toCloudEvent } from '@waybill/event-store';
import { parseShipmentId, type StoredEvent, shipmentStream } from '@waybill/events';
import { type PageRequest, SHIPMENTS } from '@waybill/read-model';
import { Problem } from '../http/problem';
import { behind, Freshness, type FreshnessQuery, parsePosition } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';
import { shipmentNotFound } from './shipment-not-found';

const DEFAULT_LIMIT = 50;

/** The events of a shipment's stream as CloudEvents, in stream order, as the log has them. */
export class ListEvents extends Query<PageAnswer<object>> {
  constructor(
    readonly shipmentId: string,
    readonly page: PageRequest & FreshnessQuery,
  ) {
    super();
  }
}

/** The cursor is the revision to go on from. */
function parseCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new Problem('invalid-request', 'Start from the first page.', {
    errors: [{ parameter: 'cursor', detail: 'is not a cursor of this list' }],
  });
}

@QueryHandler(ListEvents)
export class ListEventsHandler implements IQueryHandler<ListEvents> {
  constructor(
    private readonly log: EventLog,
    private readonly freshness: Freshness,
  ) {}

  async execute({ shipmentId, page: { limit = DEFAULT_LIMIT, cursor, ...freshness } }: ListEvents): Promise<PageAnswer<object>> {
    if (!parseShipmentId(shipmentId)) throw shipmentNotFound();
    const fromRevision = parseCursor(cursor);
    const commit = await this.head(freshness);
    const events = await this.read(shipmentStream(shipmentId), fromRevision, limit + 1);
    if (events.length === 0 && fromRevision === 0) throw shipmentNotFound();
    const next = events[limit];
    return {
      items: events.slice(0, limit).map((event) => toCloudEvent(event)),
      nextCursor: next ? String(next.revision) : null,
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
