import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { AccessFor } from '../access/access';
import { Answers, Problems, Summary } from '../docs/describe';
import type { FreshnessQuery } from '../reading/freshness';
import { freshQuery } from '../reading/pages';
import { ListProcessors, type ProcessorsAnswer } from './processors.query';

const processor = z
  .object({
    processor: z.string(),
    kind: z.enum(['projection', 'reactor']),
    version: z.int().describe('number of the build'),
    live: z.boolean(),
    partition: z.int(),
    position: z.string().nullable(),
    emittedPosition: z.string().nullable(),
    head: z.string().nullable(),
    lagEvents: z.int().describe('at most 1,000 are counted'),
    lagSeconds: z.number(),
    lastEventTime: z.string().nullable(),
    state: z.enum(['running', 'retrying', 'halted', 'unowned']),
    note: z.string().nullable(),
    owner: z.string().nullable(),
    parkedEvents: z.int(),
    digest: z.string().nullable().describe('of its rows, from the last comparison with a rebuilt read model'),
    digestPosition: z.string().nullable().describe('where the digest was taken'),
    updatedAt: z.string(),
  })
  .meta({ id: 'ProcessorStatus' });

@Controller('v1/processors')
export class ProcessorsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AccessFor('coordinator')
  @Summary('How far every processor is behind the log', 'operations')
  @Answers(200, z.object({ items: z.array(processor), nextCursor: z.null(), asOfPosition: z.string() }), 'One item for each partition')
  @Problems('queries-unavailable', 'store-unavailable')
  listProcessors(@Query({ schema: freshQuery }) query: FreshnessQuery): Promise<ProcessorsAnswer> {
    return this.queries.execute(new ListProcessors(query));
  }
}
