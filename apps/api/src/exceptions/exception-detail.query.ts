import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EXCEPTIONS, readException } from '@waybill/read-model';
import { Problem } from '../http/problem';
import { Freshness, type FreshnessQuery } from '../reading/freshness';
import type { ExceptionAnswer } from './exceptions.schemas';

/** One exception: why it was raised, and what was done about it. */
export class FindException extends Query<ExceptionAnswer> {
  constructor(
    readonly exceptionId: string,
    readonly freshness: FreshnessQuery,
  ) {
    super();
  }
}

@QueryHandler(FindException)
export class FindExceptionHandler implements IQueryHandler<FindException> {
  constructor(private readonly freshness: Freshness) {}

  async execute({ exceptionId, freshness }: FindException): Promise<ExceptionAnswer> {
    const { found, asOfPosition } = await this.freshness.read(freshness, [EXCEPTIONS], (database, { exceptions }) =>
      readException(database, exceptions, exceptionId),
    );
    if (!found) throw new Problem('exception-not-found', 'Use an exceptionId from GET /v1/exceptions.');
    return { ...found, asOfPosition };
  }
}
