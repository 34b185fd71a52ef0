import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { customerPageParts, LiveReadModels, PREDICTIONS, SHIPMENTS } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import { TrackingLinks } from '../tracking-links/tracking-links';
import { TrackingPageRules } from '../tracking-page/tracking-page-rules';
import { type ShownShipment, shownShipment } from './shown-shipment';

const DRAWN_ON = [SHIPMENTS, PREDICTIONS] as const;

/** What the holder of a tracking token may see; undefined for unknown and revoked tokens alike. */
export class TrackShipment extends Query<ShownShipment | undefined> {
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
    private readonly rules: TrackingPageRules,
  ) {}

  async execute({ token, freshness }: TrackShipment): Promise<ShownShipment | undefined> {
    const linkId = this.links.linkIdOf(token);
    if (linkId === undefined) return undefined;
    if (freshness.minPosition !== undefined || freshness.settled === 'true') await this.freshness.wait(freshness, DRAWN_ON);
    const pages = await this.live.on(DRAWN_ON, (database, schemas) => customerPageParts(database, schemas, [linkId]));
    const parts = pages.get(linkId);
    return parts && shownShipment(parts, this.rules.current);
  }
}
