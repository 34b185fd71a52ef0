import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { IDENTIFIERS, type PageRequest, type ParkedReportView, parkedReports } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';

/** Reports that wait for a shipment to hold their name. */
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
  constructor(private readonly freshness: Freshness) {}

  async execute({ page, freshness }: ListParked): Promise<PageAnswer<ParkedReportView>> {
    const { found, asOfPosition } = await this.freshness.read(freshness, [IDENTIFIERS], (database, { identifiers }) =>
      parkedReports(database, identifiers, page),
    );
    return { ...found, asOfPosition };
  }
}
