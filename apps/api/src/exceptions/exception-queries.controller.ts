import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type ExceptionSummary, exceptionSummary } from '@waybill/read-model';
import type { z } from 'zod';
import { AccessFor } from '../access/access';
import { Answers, Problems, Summary } from '../docs/describe';
import { freshQuery, type PageAnswer, pageOf } from '../reading/pages';
import { FindException } from './exception-detail.query';
import { ListExceptions } from './exception-list.query';
import { type ExceptionAnswer, type ExceptionListQuery, exceptionAnswer, exceptionListQuery, filterOf } from './exceptions.schemas';

@Controller('v1/exceptions')
export class ExceptionQueriesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AccessFor('coordinator')
  @Summary('Shipments that need attention, the latest first', 'exceptions')
  @Answers(200, pageOf(exceptionSummary), 'A page of exceptions')
  @Problems('invalid-cursor', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  listExceptions(@Query({ schema: exceptionListQuery }) query: ExceptionListQuery): Promise<PageAnswer<ExceptionSummary>> {
    return this.queries.execute(new ListExceptions(filterOf(query), query));
  }

  @Get(':exceptionId')
  @AccessFor('coordinator')
  @Summary('One exception: why it was raised, and what was done about it', 'exceptions')
  @Answers(200, exceptionAnswer, 'The exception with its evidence and history')
  @Problems('exception-not-found', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  findException(
    @Param('exceptionId') exceptionId: string,
    @Query({ schema: freshQuery }) query: z.infer<typeof freshQuery>,
  ): Promise<ExceptionAnswer> {
    return this.queries.execute(new FindException(exceptionId, query));
  }
}
