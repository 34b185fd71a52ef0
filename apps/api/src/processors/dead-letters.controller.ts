import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { DeadLetterView } from '@waybill/read-model';
import { z } from 'zod';
import { AccessFor } from '../access/access';
import { Answers, Problems, Summary } from '../docs/describe';
import { type PageAnswer, pageOf, pageQuery } from '../reading/pages';
import { ListDeadLetters } from './dead-letters.query';

const deadLetter = z
  .object({
    processor: z.string(),
    version: z.int(),
    partition: z.int(),
    key: z.string().describe('what the processor keeps in order, for example a shipment id'),
    position: z.string(),
    eventId: z.string(),
    stream: z.string(),
    type: z.string(),
    error: z.string().nullable().describe('null when it only waits behind one that failed'),
    parkedAt: z.string(),
  })
  .meta({ id: 'DeadLetter' });

@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AccessFor('coordinator')
  @Summary('Events that a processor could not handle', 'operations')
  @Answers(200, pageOf(deadLetter), 'A page of dead letters')
  @Problems('invalid-position', 'queries-unavailable', 'read-model-behind')
  listDeadLetters(@Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>): Promise<PageAnswer<DeadLetterView>> {
    return this.queries.execute(new ListDeadLetters(query, query));
  }
}
