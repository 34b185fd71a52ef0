import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { IDENTIFIERS, type PageRequest, type ParkedReportView, ReadModels } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';

/** Reports that wait for somebody to hold their name. */
export class ListParked extends Query<PageAnswer<ParkedReportView>> {
  constructor(
    readonly page: PageRequest,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(ListParked)
export class ListParkedHandler implements IQueryHandler<ListParked> {
  constructor(
    private readonly models: ReadModels,
    private readonly freshness: Freshness,
  ) {}

  async execute({ page, freshness }: ListParked): Promise<PageAnswer<ParkedReportView>> {
    const asOfPosition = await this.freshness.asOf(freshness, [IDENTIFIERS]);
    return { ...(await this.models.parked(page)), asOfPosition };
  }
}
