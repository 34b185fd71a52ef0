import { Body, Controller, Delete, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Page } from '@waybill/read-model';
import type { CommandContext } from '@waybill/streams';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AccessFor } from '../access/access';
import { Context } from '../commands/context';
import { type CommandAnswer, commandAnswer } from '../commands/outcome';
import { Answers, Problems, Summary } from '../docs/describe';
import { plainPageQuery } from '../reading/pages';
import { ChangeSource } from './change-source.handler';
import { CreateSource } from './create-source.handler';
import { RetireSource } from './retire-source.handler';
import { FindSource, ListSources } from './source.query';
import {
  type ChangedSource,
  type CreatedSource,
  changeSource,
  createdSource,
  createSource,
  type NewSource,
  type SourceDetail,
  type SourceView,
  source,
  sourceDetail,
} from './sources.schemas';

@Controller('v1/sources')
export class SourcesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @AccessFor('operator')
  @Summary("Open an address for a carrier's or device platform's own format", 'sources')
  @Answers(201, createdSource, 'The address, which counts at once, on every API')
  @Problems('store-unavailable')
  async createSource(
    @Body({ schema: createSource }) wanted: NewSource,
    @Context() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedSource> {
    const created = await this.commands.execute(new CreateSource(wanted, context));
    reply.header('location', `/v1/sources/${created.id}`);
    return created;
  }

  @Get()
  @AccessFor('operator')
  @Summary('List sources', 'sources')
  @Answers(
    200,
    z.object({ items: z.array(source), nextCursor: z.string().nullable() }),
    'A page of sources, oldest first, retired ones included',
  )
  @Problems('invalid-cursor')
  listSources(@Query({ schema: plainPageQuery }) query: z.infer<typeof plainPageQuery>): Promise<Page<SourceView>> {
    return this.queries.execute(new ListSources(query));
  }

  @Get(':sourceId')
  @AccessFor('operator')
  @Summary('A source', 'sources')
  @Answers(200, sourceDetail, 'The source, without its secrets, and a push to try it with')
  @Problems('source-not-found', 'store-unavailable')
  findSource(@Param('sourceId') sourceId: string): Promise<SourceDetail> {
    return this.queries.execute(new FindSource(sourceId));
  }

  @Put(':sourceId')
  @AccessFor('operator')
  @Summary('Change a source; new secrets count at once, those before for another 24 hours', 'sources')
  @Answers(200, commandAnswer, 'It is as the body says')
  @Problems('source-not-found', 'source-retired', 'store-unavailable')
  changeSource(
    @Param('sourceId') sourceId: string,
    @Body({ schema: changeSource }) wanted: ChangedSource,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new ChangeSource(sourceId, wanted, context));
  }

  @Delete(':sourceId')
  @AccessFor('operator')
  @Summary('Close a source for good', 'sources')
  @Answers(200, commandAnswer, 'Every API refuses its pushes within a second; what it reported stays')
  @Problems('source-not-found', 'store-unavailable')
  retireSource(@Param('sourceId') sourceId: string, @Context() context: CommandContext): Promise<CommandAnswer> {
    return this.commands.execute(new RetireSource(sourceId, context));
  }
}
