import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type DeadLetterFilter, type DeadLetterView, ReadModels } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';

/** Events that processors could not handle, with what waits behind them. */
export class ListDeadLetters extends Query<PageAnswer<DeadLetterView>> {
  constructor(
    readonly page: DeadLetterFilter,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(ListDeadLetters)
export class ListDeadLettersHandler implements IQueryHandler<ListDeadLetters> {
  constructor(
    private readonly models: ReadModels,
    private readonly freshness: Freshness,
  ) {}

  async execute({ page, freshness }: ListDeadLetters): Promise<PageAnswer<DeadLetterView>> {
    const names = [...new Set((await this.models.processors()).map(({ processor }) => processor))];
    const asOfPosition = await this.freshness.asOf(freshness, names);
    return { ...(await this.models.deadLetters(page)), asOfPosition };
  }
}
