import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EXCEPTIONS, ReadModels, SHIPMENTS } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import { shipmentNotFound } from './shipment-not-found';
import type { ShipmentAnswer } from './shipments.schemas';

/** Everything that is known of one shipment. */
export class FindShipment extends Query<ShipmentAnswer> {
  constructor(
    readonly shipmentId: string,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(FindShipment)
export class FindShipmentHandler implements IQueryHandler<FindShipment> {
  constructor(
    private readonly models: ReadModels,
    private readonly freshness: Freshness,
  ) {}

  async execute({ shipmentId, freshness }: FindShipment): Promise<ShipmentAnswer> {
    const asOfPosition = await this.freshness.asOf(freshness, [SHIPMENTS, EXCEPTIONS]);
    const shipment = await this.models.shipmentDetail(shipmentId);
    if (!shipment) throw shipmentNotFound();
    return { ...shipment, asOfPosition };
  }
}
