import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { CommandContext } from '@waybill/streams';
import type { z } from 'zod';
import { AccessFor } from '../access/access';
import { Context } from '../commands/context';
import { type CommandAnswer, commandAnswer } from '../commands/outcome';
import { atBody, retractBody, unitInPath } from '../commands/values';
import { Answers, Problems, Summary } from '../docs/describe';
import { pageQuery } from '../reading/pages';
import { LoadUnit } from './load-unit.handler';
import { RetractUnitFact } from './retract-unit-fact.handler';
import { FindUnit } from './unit.query';
import { type UnitAnswer, unitAnswer } from './units.schemas';
import { UnloadUnit } from './unload-unit.handler';

@Controller('v1/units/:scheme/:value')
export class UnitsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @AccessFor('coordinator')
  @Summary('Who holds a name or is aboard a unit', 'units')
  @Answers(200, unitAnswer, 'The unit')
  @Problems('unit-not-found', 'invalid-identifier', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  findUnit(
    @Param('scheme') scheme: string,
    @Param('value') value: string,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<UnitAnswer> {
    return this.queries.execute(new FindUnit(scheme, value, query, query));
  }

  @Post('load')
  @HttpCode(200)
  @AccessFor('coordinator')
  @Summary('Put the unit onto another one', 'units')
  @Answers(200, commandAnswer, 'It is on the other unit')
  @Problems('invalid-identifier', 'unit-cycle', 'unit-too-deep', 'not-aboard', 'conflict', 'store-unavailable')
  loadUnit(
    @Param('scheme') scheme: string,
    @Param('value') value: string,
    @Body({ schema: atBody }) { unit, at }: z.infer<typeof atBody>,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new LoadUnit(unitInPath(scheme, value), unit, at, context));
  }

  @Post('unload')
  @HttpCode(200)
  @AccessFor('coordinator')
  @Summary('Take the unit off another one', 'units')
  @Answers(200, commandAnswer, 'It is no longer on the other unit')
  @Problems('invalid-identifier', 'not-aboard', 'conflict', 'store-unavailable')
  unloadUnit(
    @Param('scheme') scheme: string,
    @Param('value') value: string,
    @Body({ schema: atBody }) { unit, at }: z.infer<typeof atBody>,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new UnloadUnit(unitInPath(scheme, value), unit, at, context));
  }

  @Post('facts/:eventId/retract')
  @HttpCode(200)
  @AccessFor('coordinator')
  @Summary('Declare an earlier fact wrong, for all aboard', 'units')
  @Answers(200, commandAnswer, 'The fact no longer counts')
  @Problems('invalid-identifier', 'fact-not-found', 'store-unavailable')
  retractUnitFact(
    @Param('scheme') scheme: string,
    @Param('value') value: string,
    @Param('eventId') eventId: string,
    @Body({ schema: retractBody }) { reason }: z.infer<typeof retractBody>,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new RetractUnitFact(unitInPath(scheme, value), eventId, reason, context));
  }
}
