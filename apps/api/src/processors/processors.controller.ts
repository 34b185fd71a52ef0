import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { AccessFor } from '../access/access';
import { Answers, Problems, Summary } from '../docs/describe';
import type { FreshnessQuery } from '../reading/freshness';
import { freshQuery } from '../reading/pages';
import { ListProcessors } from './processors.query';
import { type ProcessorsAnswer, processorsAnswer } from './processors.schemas';

@Controller('v1/processors')
export class ProcessorsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AccessFor('coordinator')
  @Summary('How far every processor is behind the log', 'operations')
  @Answers(200, processorsAnswer, 'One item for each partition')
  @Problems('queries-unavailable', 'store-unavailable')
  listProcessors(@Query({ schema: freshQuery }) query: FreshnessQuery): Promise<ProcessorsAnswer> {
    return this.queries.execute(new ListProcessors(query));
  }
}
