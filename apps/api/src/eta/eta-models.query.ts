import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { listEtaModels, PREDICTIONS } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { ModelsAnswer } from './eta.schemas';

/** Models that were trained on this log. */
export class ListEtaModels extends Query<ModelsAnswer> {
  constructor(readonly freshness: FreshnessQuery) {
    super();
  }
}

@QueryHandler(ListEtaModels)
export class ListEtaModelsHandler implements IQueryHandler<ListEtaModels> {
  constructor(private readonly freshness: Freshness) {}

  async execute({ freshness }: ListEtaModels): Promise<ModelsAnswer> {
    const { found, asOfPosition } = await this.freshness.read(freshness, [PREDICTIONS], (database, { predictions }) =>
      listEtaModels(database, predictions),
    );
    return { items: [...found], asOfPosition };
  }
}
