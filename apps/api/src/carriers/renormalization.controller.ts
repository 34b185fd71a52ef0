import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { AccessFor } from '../access/access';
import { Answers, Problems, Repeatable, Summary } from '../docs/describe';
import { type RenormalizationAnswer, type RenormalizeBody, renormalization, renormalize } from './renormalization.schemas';
import { Renormalize } from './renormalize.handler';

@Controller('v1/sources')
export class RenormalizationController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':sourceId/renormalizations')
  @HttpCode(200)
  @AccessFor('operator')
  @Repeatable()
  @Summary('Read pushes that were kept by the present status map, and tell or write the differences', 'sources')
  @Answers(200, renormalization, 'A part of the pushes, the newest first; ask again with nextCursor')
  @Problems('source-not-found', 'invalid-cursor', 'store-unavailable', 'outcome-unknown', 'overloaded', 'conflict')
  renormalize(@Param('sourceId') sourceId: string, @Body({ schema: renormalize }) wanted: RenormalizeBody): Promise<RenormalizationAnswer> {
    return this.commands.execute(new Renormalize(sourceId, wanted));
  }
}
