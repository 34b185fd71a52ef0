import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type ConsignmentView, EXCEPTIONS, ReadModels, SHIPMENTS } from '@waybill/read-model';
import { Problem } from '../http/problem';
import { Freshness, type FreshnessQuery } from '../reading/freshness';

export type ConsignmentAnswer = ConsignmentView & { readonly asOfPosition: string };

/** The pieces of a consignment, folded. */
export class FindConsignment extends Query<ConsignmentAnswer> {
  constructor(
    readonly consignmentId: string,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(FindConsignment)
export class FindConsignmentHandler implements IQueryHandler<FindConsignment> {
  constructor(
    private readonly models: ReadModels,
    private readonly freshness: Freshness,
  ) {}

  async execute({ consignmentId, freshness }: FindConsignment): Promise<ConsignmentAnswer> {
    const asOfPosition = await this.freshness.asOf(freshness, [SHIPMENTS, EXCEPTIONS]);
    const consignment = await this.models.consignment(consignmentId);
    if (!consignment) throw new Problem('consignment-not-found', 'No shipment was registered with this consignmentId; check its spelling.');
    return { ...consignment, asOfPosition };
  }
}
