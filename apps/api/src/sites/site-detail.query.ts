import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { readSite, SITES } from '@waybill/read-model';
import { Problem } from '../http/problem';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { SiteAnswer } from './sites.schemas';

export const siteNotFound = (): Problem =>
  new Problem('site-not-found', 'Check the id, or pass the position of its registration as minPosition.');

/** A site as it is now. */
export class FindSite extends Query<SiteAnswer> {
  constructor(
    readonly siteId: string,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(FindSite)
export class FindSiteHandler implements IQueryHandler<FindSite> {
  constructor(private readonly freshness: Freshness) {}

  async execute({ siteId, freshness }: FindSite): Promise<SiteAnswer> {
    const { found, asOfPosition } = await this.freshness.read(freshness, [SITES], (database, { sites }) =>
      readSite(database, sites, siteId),
    );
    if (!found) throw siteNotFound();
    return { ...found, asOfPosition };
  }
}
