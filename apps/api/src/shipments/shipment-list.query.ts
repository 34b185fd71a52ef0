import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EXCEPTIONS, ReadModels, SHIPMENTS, type ShipmentFilter, type ShipmentSummary } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';

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
    private readonly models: ReadModels,
    private readonly freshness: Freshness,
  ) {}

  async execute({ filter, freshness }: ListShipments): Promise<PageAnswer<ShipmentSummary>> {
    const asOfPosition = await this.freshness.asOf(withLateness(filter, freshness), [SHIPMENTS, EXCEPTIONS]);
    return { ...(await this.models.shipmentList(filter)), asOfPosition };
  }
}

/** Whether a shipment is late is derived from what was reported: a query that waits for a report waits for that, too. */
const withLateness = ({ late }: ShipmentFilter, freshness: FreshnessQuery): FreshnessQuery =>
  late === undefined || freshness.minPosition === undefined ? freshness : { ...freshness, settled: 'true' };
