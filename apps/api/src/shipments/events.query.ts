import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type CloudEventJson, EventLog, toCloudEvent } from '@waybill/event-store';
import { arrivalsStream, etaStream, exceptionsStream, itemAt, parseShipmentId, type StoredEvent, shipmentStream } from '@waybill/events';
import { Cursors, PAGE_BYTES, type PageRequest, pageOf, SHIPMENTS } from '@waybill/read-model';
import { behind, Freshness, type FreshnessQuery, parsePosition } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';
import { shipmentNotFound } from './shipment-not-found';

const DEFAULT_LIMIT = 50;

/** The events of a shipment's stream, its exceptions', its predictions' and its arrivals' as CloudEvents, in the order of the log. */
export class ListEvents extends Query<PageAnswer<CloudEventJson>> {
  constructor(
    readonly shipmentId: string,
    readonly page: PageRequest & FreshnessQuery,
  ) {
    super();
  }
}

/** The revision to go on from in each of the streams. */
const REVISIONS = new Cursors('events', ['revision', 'revision', 'revision', 'revision']);

/** Where the next page begins in a stream. */
const nextIn = (stream: string, items: readonly StoredEvent[], from: number): number =>
  (items.findLast((event) => event.stream === stream)?.revision ?? from - 1) + 1;

/** The events of several streams in the order of the log. Each stream is read no further than it is asked for. */
async function* inLogOrder(streams: readonly AsyncIterable<StoredEvent>[]): AsyncGenerator<StoredEvent> {
  const readers = streams.map((stream) => stream[Symbol.asyncIterator]());
  try {
    const heads = await Promise.all(readers.map((reader) => reader.next()));
    for (;;) {
      const open = heads.flatMap((head, i) => (head.done ? [] : [{ event: head.value, i }]));
      if (open.length === 0) return;
      const next = open.reduce((a, b) => (a.event.position < b.event.position ? a : b));
      yield next.event;
      heads[next.i] = await itemAt(readers, next.i).next();
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.return?.()));
  }
}

/** As many events as that, or one more than a page can hold. */
async function readUpTo(count: number, streams: readonly AsyncIterable<StoredEvent>[]): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  let bytes = 0;
  for await (const event of inLogOrder(streams)) {
    events.push(event);
    bytes += Buffer.byteLength(JSON.stringify(event.json));
    if (events.length === count || bytes > PAGE_BYTES) break;
  }
  return events;
}

@QueryHandler(ListEvents)
export class ListEventsHandler implements IQueryHandler<ListEvents> {
  constructor(
    private readonly log: EventLog,
    private readonly freshness: Freshness,
  ) {}

  async execute({ shipmentId, page: { limit = DEFAULT_LIMIT, cursor, ...freshness } }: ListEvents): Promise<PageAnswer<CloudEventJson>> {
    if (!parseShipmentId(shipmentId)) throw shipmentNotFound();
    const from = REVISIONS.decode(cursor) ?? [0, 0, 0, 0];
    const commit = await this.head(freshness);
    const streams = [shipmentStream(shipmentId), exceptionsStream(shipmentId), etaStream(shipmentId), arrivalsStream(shipmentId)];
    const events = await readUpTo(
      limit + 1,
      streams.map((stream, i) => this.log.read(stream, { fromRevision: from[i], maxCount: limit + 1 })),
    );
    if (events.length === 0 && cursor === undefined) throw shipmentNotFound();
    const cursorBehind = (last: StoredEvent): string => {
      const shown = events.slice(0, events.indexOf(last) + 1);
      const next = (i: 0 | 1 | 2 | 3): number => nextIn(itemAt(streams, i), shown, from[i]);
      return REVISIONS.encode(next(0), next(1), next(2), next(3));
    };
    return { ...pageOf(events, limit, toCloudEvent, cursorBehind), asOfPosition: commit.toString() };
  }

  /** The log itself is never behind: only what reactors still have to append is worth a wait. */
  private async head(freshness: FreshnessQuery): Promise<bigint> {
    if (freshness.settled === 'true') await this.freshness.wait(freshness, [SHIPMENTS]);
    const { commit } = await this.log.head();
    if (freshness.minPosition !== undefined && parsePosition(freshness.minPosition) > commit) throw behind();
    return commit;
  }
}
