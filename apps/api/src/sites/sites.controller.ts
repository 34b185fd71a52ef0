import { Body, Controller, Delete, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { type SiteView, siteView } from '@waybill/read-model';
import type { CommandContext } from '@waybill/streams';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { AccessFor } from '../access/access';
import { Context } from '../commands/context';
import { type CommandAnswer, commandAnswer } from '../commands/outcome';
import { Answers, Problems, Summary } from '../docs/describe';
import { freshQuery, type PageAnswer, pageOf, pageQuery } from '../reading/pages';
import { ChangeSite } from './change-site.handler';
import { ListInbound } from './inbound.query';
import { type InboundAnswer, inboundAnswer, inboundQuery } from './inbound.schemas';
import { RegisterSite } from './register-site.handler';
import { RetireSite } from './retire-site.handler';
import { FindSite } from './site-detail.query';
import { ListSites } from './site-list.query';
import {
  type ChangedSite,
  changedSite,
  type NewSite,
  newSite,
  type RegisteredSite,
  registeredSite,
  type SiteAnswer,
  siteDetail,
} from './sites.schemas';

@Controller('v1/sites')
export class SitesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @AccessFor('coordinator')
  @Summary('Register a site', 'sites')
  @Answers(201, registeredSite, 'Shipments under way whose destination lies within it are bound to it from now on')
  @Problems('site-exists', 'store-unavailable')
  async registerSite(
    @Body({ schema: newSite }) site: NewSite,
    @Context() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegisteredSite> {
    const registered = await this.commands.execute(new RegisterSite(site, context));
    reply.header('location', `/v1/sites/${registered.siteId}`);
    return registered;
  }

  @Get()
  @AccessFor('coordinator')
  @Summary('List sites', 'sites')
  @Answers(200, pageOf(siteView), 'A page of sites by name, retired ones included')
  @Problems('invalid-cursor', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  listSites(@Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>): Promise<PageAnswer<SiteView>> {
    return this.queries.execute(new ListSites(query, query));
  }

  @Get(':siteId')
  @AccessFor('coordinator')
  @Summary('A site', 'sites')
  @Answers(200, siteDetail, 'The site')
  @Problems('site-not-found', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  findSite(@Param('siteId') siteId: string, @Query({ schema: freshQuery }) query: z.infer<typeof freshQuery>): Promise<SiteAnswer> {
    return this.queries.execute(new FindSite(siteId, query));
  }

  @Get(':siteId/inbound')
  @AccessFor('coordinator')
  @Summary('What comes to a site, is there, or was, in the order in which it comes', 'sites')
  @Answers(200, pageOf(inboundAnswer), 'A page of shipments; those of one consignment are one line')
  @Problems('site-not-found', 'invalid-cursor', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  listInbound(
    @Param('siteId') siteId: string,
    @Query({ schema: inboundQuery }) query: z.infer<typeof inboundQuery>,
  ): Promise<PageAnswer<InboundAnswer>> {
    const { from, to, limit, cursor, ...freshness } = query;
    return this.queries.execute(new ListInbound({ siteId, from, to, limit, cursor }, freshness));
  }

  @Put(':siteId')
  @AccessFor('coordinator')
  @Summary('Change a site: what it is from now on', 'sites')
  @Answers(200, commandAnswer, 'It is as the body says; shipments that have not arrived are looked at anew')
  @Problems('site-not-found', 'site-retired', 'store-unavailable')
  changeSite(
    @Param('siteId') siteId: string,
    @Body({ schema: changedSite }) terms: ChangedSite,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new ChangeSite(siteId, terms, context));
  }

  @Delete(':siteId')
  @AccessFor('coordinator')
  @Summary('Retire a site', 'sites')
  @Answers(200, commandAnswer, 'It is no more; what has arrived there stays told')
  @Problems('site-not-found', 'store-unavailable')
  retireSite(@Param('siteId') siteId: string, @Context() context: CommandContext): Promise<CommandAnswer> {
    return this.commands.execute(new RetireSite(siteId, context));
  }
}
