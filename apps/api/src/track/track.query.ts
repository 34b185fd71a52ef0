import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type CustomerPage, customerPage, LiveReadModels, SHIPMENTS } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import { TrackingLinks } from '../tracking-links/tracking-links';

/** What the holder of a tracking token may see; undefined for unknown and revoked tokens alike. */
export class TrackShipment extends Query<CustomerPage | undefined> {
  constructor(
    readonly token: string,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(TrackShipment)
export class TrackShipmentHandler implements IQueryHandler<TrackShipment> {
  constructor(
    private readonly live: LiveReadModels,
    private readonly freshness: Freshness,
    private readonly links: TrackingLinks,
  ) {}

  async execute({ token, freshness }: TrackShipment): Promise<CustomerPage | undefined> {
    const linkId = this.links.linkIdOf(token);
    if (linkId === undefined) return undefined;
    if (freshness.minPosition !== undefined || freshness.settled === 'true') await this.freshness.wait(freshness, [SHIPMENTS]);
    return this.live.on([SHIPMENTS], (database, { shipments }) => customerPage(database, shipments, linkId));
  }
}
