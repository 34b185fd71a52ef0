import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type DeadLetterFilter, type DeadLetterView, deadLetters, processorPartitions, ReadDatabase } from '@waybill/read-model';
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
    private readonly database: ReadDatabase,
    private readonly freshness: Freshness,
  ) {}

  async execute({ page, freshness }: ListDeadLetters): Promise<PageAnswer<DeadLetterView>> {
    const names = [...new Set((await processorPartitions(this.database)).map(({ processor }) => processor))];
    const asOfPosition = await this.freshness.asOf(freshness, names);
    return { ...(await deadLetters(this.database, page)), asOfPosition };
  }
}
