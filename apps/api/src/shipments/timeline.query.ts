import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { shipmentTimeline, TIMELINE_READ_MODELS, type TimelineEntryView, type TimelineRequest } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';
import { shipmentNotFound } from './shipment-not-found';

/** What happened to a shipment, in event-time order. */
export class FindTimeline extends Query<PageAnswer<TimelineEntryView>> {
  constructor(
    readonly shipmentId: string,
    readonly page: TimelineRequest,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(FindTimeline)
export class FindTimelineHandler implements IQueryHandler<FindTimeline> {
  constructor(private readonly freshness: Freshness) {}

  async execute({ shipmentId, page, freshness }: FindTimeline): Promise<PageAnswer<TimelineEntryView>> {
    const { found, asOfPosition } = await this.freshness.read(freshness, TIMELINE_READ_MODELS, (database, schemas) =>
      shipmentTimeline(database, schemas, shipmentId, page),
    );
    if (!found) throw shipmentNotFound();
    return { ...found, asOfPosition };
  }
}
