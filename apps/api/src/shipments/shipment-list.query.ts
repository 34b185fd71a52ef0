import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { listShipments, type ShipmentFilter, type ShipmentSummary, SUMMARY_READ_MODELS } from '@waybill/read-model';
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
  constructor(private readonly freshness: Freshness) {}

  async execute({ filter, freshness }: ListShipments): Promise<PageAnswer<ShipmentSummary>> {
    const { found, asOfPosition } = await this.freshness.read(withLateness(filter, freshness), SUMMARY_READ_MODELS, (database, schemas) =>
      listShipments(database, schemas, filter),
    );
    return { ...found, asOfPosition };
  }
}

/** Whether a shipment is late is derived from what was reported: a query that waits for a report waits for that, too. */
const withLateness = ({ late }: ShipmentFilter, freshness: FreshnessQuery): FreshnessQuery =>
  late === undefined || freshness.minPosition === undefined ? freshness : { ...freshness, settled: 'true' };
