import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EventLog, toCloudEvent } from '@waybill/event-store';
import { exceptionsStream, parseShipmentId, type StoredEvent, shipmentStream } from '@waybill/events';
import { type PageRequest, SHIPMENTS } from '@waybill/read-model';
import { Problem } from '../http/problem';
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

/** The cursor is the revision to go on from, in each of the streams. */
function parseCursor(cursor: string | undefined): readonly number[] {
  if (cursor === undefined) return [0, 0];
  if (/^\d{1,15}-\d{1,15}$/.test(cursor)) return cursor.split('-').map(Number);
  throw new Problem('invalid-request', 'Start from the first page.', {
    errors: [{ parameter: 'cursor', detail: 'is not a cursor of this list' }],
  });
}

const cursorAfter = (items: readonly StoredEvent[], streams: readonly string[], from: readonly number[]): string =>
  streams.map((stream, i) => (items.findLast((event) => event.stream === stream)?.revision ?? (from[i] as number) - 1) + 1).join('-');

@QueryHandler(ListEvents)
export class ListEventsHandler implements IQueryHandler<ListEvents> {
  constructor(
    private readonly log: EventLog,
    private readonly freshness: Freshness,
  ) {}

  async execute({ shipmentId, page: { limit = DEFAULT_LIMIT, cursor, ...freshness } }: ListEvents): Promise<PageAnswer<object>> {
    if (!parseShipmentId(shipmentId)) throw shipmentNotFound();
    const from = parseCursor(cursor);
    const commit = await this.head(freshness);
    const streams = [shipmentStream(shipmentId), exceptionsStream(shipmentId)];
    const events = (await Promise.all(streams.map((stream, i) => this.read(stream, from[i] as number, limit + 1)))).flat();
    if (events.length === 0 && cursor === undefined) throw shipmentNotFound();
    const items = events.sort((a, b) => (a.position < b.position ? -1 : 1)).slice(0, limit);
    return {
      items: items.map((event) => toCloudEvent(event)),
      nextCursor: events.length > limit ? cursorAfter(items, streams, from) : null,
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
