import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { customerPage } from '@waybill/domain';
import { customerPageParts, LiveReadModels, SHIPMENTS } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import { TrackingLinks } from '../tracking-links/tracking-links';
import { entityTag } from './entity-tag';

/** What a customer's page shows, as the bytes to send, with the strong entity tag of those bytes (quotes included). */
export interface CustomerPage {
  readonly body: string;
  readonly etag: string;
}

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
    const parts = await this.live.on([SHIPMENTS], (database, { shipments }) => customerPageParts(database, shipments, linkId));
    if (!parts) return undefined;
    const body = customerPage(parts);
    return { body, etag: entityTag(body) };
  }
}
