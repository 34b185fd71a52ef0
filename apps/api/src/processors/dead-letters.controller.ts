import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { type DeadLetterView, deadLetter } from '@waybill/read-model';
import type { CommandContext } from '@waybill/streams';
import type { z } from 'zod';
import { AccessFor } from '../access/access';
import { Context } from '../commands/context';
import { Answers, Problems, Repeatable, Summary } from '../docs/describe';
import { type PageAnswer, pageOf } from '../reading/pages';
import { ListDeadLetters } from './dead-letters.query';
import { deadLetterAnswer, deadLetterQuery, discardBody, retryBody } from './dead-letters.schemas';
import { type DeadLetterAnswer, RetryOrDiscard } from './retry-or-discard.handler';

@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @AccessFor('coordinator')
  @Summary('Events that a processor could not handle', 'operations')
  @Answers(200, pageOf(deadLetter), 'A page of dead letters')
  @Problems('invalid-cursor', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  listDeadLetters(@Query({ schema: deadLetterQuery }) query: z.infer<typeof deadLetterQuery>): Promise<PageAnswer<DeadLetterView>> {
    return this.queries.execute(new ListDeadLetters(query, query));
  }

  @Post('retry')
  @HttpCode(202)
  @AccessFor('operator')
  @Repeatable()
  @Summary('Hand events of a key to their processor again, in order', 'operations')
  @Answers(202, deadLetterAnswer, 'The projector does it within seconds')
  @Problems('dead-letter-not-found', 'conflict', 'queries-unavailable')
  retryDeadLetters(
    @Body({ schema: retryBody }) body: z.infer<typeof retryBody>,
    @Context() context: CommandContext,
  ): Promise<DeadLetterAnswer> {
    return this.commands.execute(new RetryOrDiscard({ ...body, action: 'retry', actor: context.caller }));
  }

  @Post('discard')
  @HttpCode(202)
  @AccessFor('operator')
  @Repeatable()
  @Summary('Skip an event that fails for good, in this processor, and go on with those behind it', 'operations')
  @Answers(202, deadLetterAnswer, 'The projector does it within seconds')
  @Problems('dead-letter-not-found', 'conflict', 'queries-unavailable')
  discardDeadLetter(
    @Body({ schema: discardBody }) body: z.infer<typeof discardBody>,
    @Context() context: CommandContext,
  ): Promise<DeadLetterAnswer> {
    return this.commands.execute(new RetryOrDiscard({ ...body, action: 'discard', actor: context.caller }));
  }
}
