import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EXCEPTIONS, type ExceptionFilter, type ExceptionSummary, listExceptions } from '@waybill/read-model';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { PageAnswer } from '../reading/pages';

/** Exceptions that fulfil all conditions, those that were raised last first. */
export class ListExceptions extends Query<PageAnswer<ExceptionSummary>> {
  constructor(
    readonly filter: ExceptionFilter,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(ListExceptions)
export class ListExceptionsHandler implements IQueryHandler<ListExceptions> {
  constructor(private readonly freshness: Freshness) {}

  async execute({ filter, freshness }: ListExceptions): Promise<PageAnswer<ExceptionSummary>> {
    const { found, asOfPosition } = await this.freshness.read(freshness, [EXCEPTIONS], (database, { exceptions }) =>
      listExceptions(database, exceptions, filter),
    );
    return { ...found, asOfPosition };
  }
}
