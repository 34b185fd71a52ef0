import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { listSites, type PageRequest, SITES, type SiteView } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';

/** Sites, those that are no more included. */
export class ListSites extends Query<PageAnswer<SiteView>> {
  constructor(
    readonly page: PageRequest,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(ListSites)
export class ListSitesHandler implements IQueryHandler<ListSites> {
  constructor(private readonly freshness: Freshness) {}

  async execute({ page, freshness }: ListSites): Promise<PageAnswer<SiteView>> {
    const { found, asOfPosition } = await this.freshness.read(freshness, [SITES], (database, { sites }) =>
      listSites(database, sites, page),
    );
    return { ...found, asOfPosition };
  }
}
