import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type ReadModelQueries, SHIPMENTS, type ShipmentFilter, type ShipmentSummary } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';
import { READ_MODELS } from '../tokens';

/** Shipments that fulfil all conditions. */
export class ListShipments extends Query<PageAnswer<ShipmentSummary>> {
  constructor(
    readonly filter: ShipmentFilter,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(ListShipments)
export class ListShipmentsHandler implements IQueryHandler<ListShipments> {
  constructor(
    @Inject(READ_MODELS) private readonly models: ReadModelQueries,
    private readonly freshness: Freshness,
  ) {}

  async execute({ filter, freshness }: ListShipments): Promise<PageAnswer<ShipmentSummary>> {
    const asOfPosition = await this.freshness.asOf(freshness, [SHIPMENTS]);
    return { ...(await this.models.shipmentList(filter)), asOfPosition };
  }
}
