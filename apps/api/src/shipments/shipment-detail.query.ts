import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { readShipment, SUMMARY_READ_MODELS } from '@waybill/read-model';
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
  constructor(private readonly freshness: Freshness) {}

  async execute({ shipmentId, freshness }: FindShipment): Promise<ShipmentAnswer> {
    const { found, asOfPosition } = await this.freshness.read(freshness, SUMMARY_READ_MODELS, (database, schemas) =>
      readShipment(database, schemas, shipmentId),
    );
    if (!found) throw shipmentNotFound();
    return { ...found, asOfPosition };
  }
}
