import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { foldConsignment } from '@waybill/domain';
import { formatInstant } from '@waybill/events';
import { consignmentPieces, SUMMARY_READ_MODELS } from '@waybill/read-model';
import { Problem } from '../http/problem';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { ConsignmentAnswer } from './consignments.schemas';

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
  constructor(private readonly freshness: Freshness) {}

  async execute({ consignmentId, freshness }: FindConsignment): Promise<ConsignmentAnswer> {
    const { found, asOfPosition } = await this.freshness.read(freshness, SUMMARY_READ_MODELS, (database, schemas) =>
      consignmentPieces(database, schemas, consignmentId),
    );
    const { all, shown } = found;
    const folded = foldConsignment(all);
    if (!folded) throw new Problem('consignment-not-found', 'No shipment was registered with this consignmentId; check its spelling.');
    const { status, deliveredAt } = folded;
    return {
      consignmentId,
      status,
      deliveredAt: deliveredAt === undefined ? null : formatInstant(deliveredAt),
      shipments: shown,
      ...(shown.length < all.length && { shipmentsTruncated: true }),
      asOfPosition,
    };
  }
}
