import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Clock } from '@waybill/platform';
import { INBOUND_READ_MODELS, type InboundFilter, inboundOf, readSite } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';
import { CLOCK } from '../tokens';
import { type InboundAnswer, inboundAnswerOf } from './inbound.schemas';
import { siteNotFound } from './site-detail.query';

/** What is done is shown for so long where no time is asked for, in milliseconds. */
const DONE_FOR_MS = 12 * 60 * 60_000;

/** What comes to a site, is there, or was. */
export class ListInbound extends Query<PageAnswer<InboundAnswer>> {
  constructor(
    readonly filter: InboundFilter,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(ListInbound)
export class ListInboundHandler implements IQueryHandler<ListInbound> {
  constructor(
    private readonly freshness: Freshness,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute({ filter, freshness }: ListInbound): Promise<PageAnswer<InboundAnswer>> {
    const doneSince = filter.from === undefined ? this.clock.now() - DONE_FOR_MS : undefined;
    const { found, asOfPosition } = await this.freshness.read(freshness, INBOUND_READ_MODELS, async (database, schemas) => {
      const site = await readSite(database, schemas.sites, filter.siteId);
      return site && { site, page: await inboundOf(database, schemas, { ...filter, doneSince }) };
    });
    if (!found) throw siteNotFound();
    const { site, page } = found;
    return { ...page, items: page.items.map((line) => inboundAnswerOf(line, site.openingHours)), asOfPosition };
  }
}
