import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type EtaStep, etaHistory, type PageRequest, PREDICTIONS } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';
import { shipmentNotFound } from '../shipments/shipment-not-found';

/** What was said of when a shipment will arrive, in the order in which it was said. */
export class FindEtaHistory extends Query<PageAnswer<EtaStep>> {
  constructor(
    readonly shipmentId: string,
    readonly page: PageRequest & FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(FindEtaHistory)
export class FindEtaHistoryHandler implements IQueryHandler<FindEtaHistory> {
  constructor(private readonly freshness: Freshness) {}

  async execute({ shipmentId, page }: FindEtaHistory): Promise<PageAnswer<EtaStep>> {
    const { found, asOfPosition } = await this.freshness.read(page, [PREDICTIONS], (database, { predictions }) =>
      etaHistory(database, predictions, shipmentId, page),
    );
    if (!found) throw shipmentNotFound();
    return { ...found, asOfPosition };
  }
}
