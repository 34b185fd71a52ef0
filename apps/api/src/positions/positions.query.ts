import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type PageRequest, type PositionView, SHIPMENTS, shipmentPositions, type TrackRange } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';
import { shipmentNotFound } from '../shipments/shipment-not-found';

/** A page of the positions of a shipment, in event-time order. */
export class FindPositions extends Query<PageAnswer<PositionView>> {
  constructor(
    readonly shipmentId: string,
    readonly range: TrackRange & PageRequest,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(FindPositions)
export class FindPositionsHandler implements IQueryHandler<FindPositions> {
  constructor(private readonly freshness: Freshness) {}

  async execute({ shipmentId, range, freshness }: FindPositions): Promise<PageAnswer<PositionView>> {
    const { found, asOfPosition } = await this.freshness.read(freshness, [SHIPMENTS], (database, { shipments }) =>
      shipmentPositions(database, shipments, shipmentId, range),
    );
    if (!found) throw shipmentNotFound();
    return { ...found, asOfPosition };
  }
}
