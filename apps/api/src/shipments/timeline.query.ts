import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EXCEPTIONS, type PageRequest, ReadModels, SHIPMENTS, type TimelineEntryView } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';
import { shipmentNotFound } from './shipment-not-found';

/** What happened to a shipment, in event-time order. */
export class FindTimeline extends Query<PageAnswer<TimelineEntryView>> {
  constructor(
    readonly shipmentId: string,
    readonly page: PageRequest,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(FindTimeline)
export class FindTimelineHandler implements IQueryHandler<FindTimeline> {
  constructor(
    private readonly models: ReadModels,
    private readonly freshness: Freshness,
  ) {}

  async execute({ shipmentId, page, freshness }: FindTimeline): Promise<PageAnswer<TimelineEntryView>> {
    const asOfPosition = await this.freshness.asOf(freshness, [SHIPMENTS, EXCEPTIONS]);
    const timeline = await this.models.timeline(shipmentId, page);
    if (!timeline) throw shipmentNotFound();
    return { ...timeline, asOfPosition };
  }
}
