import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EXCEPTIONS, ReadModels, SHIPMENTS, type ShipmentDetail } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import { shipmentNotFound } from './shipment-not-found';

export type ShipmentAnswer = ShipmentDetail & {
  readonly asOfPosition: string;
  /** What the answer may lack, because the read models cannot be asked. */
  readonly incomplete?: readonly 'identifiers'[];
};

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
