import { Body, Controller, Delete, Get, Param, Post, Put, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { CommandContext } from '@waybill/streams';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { AccessFor } from '../access/access';
import { Context } from '../commands/context';
import { type CommandAnswer, commandAnswer } from '../commands/outcome';
import { Answers, Problems, Summary } from '../docs/describe';
import { freshQuery, type PageAnswer, pageOf, pageQuery } from '../reading/pages';
import { DefineGeofence } from './define-geofence.handler';
import { FindGeofence } from './geofence-detail.query';
import { ListGeofences } from './geofence-list.query';
import { ListGeofenceVersions } from './geofence-versions.query';
import {
  type DefinedGeofence,
  definedGeofence,
  type GeofenceAnswer,
  type GeofenceBody,
  type GeofenceSummary,
  type GeofenceVersion,
  geofenceBody,
  geofenceDetail,
  geofenceSummary,
  geofenceVersion,
  retirement,
} from './geofences.schemas';
import { RedrawGeofence } from './redraw-geofence.handler';
import { RetireGeofence } from './retire-geofence.handler';

@Controller('v1/geofences')
export class GeofencesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @AccessFor('coordinator')
  @Summary('Define a geofence', 'geofences')
  @Answers(201, definedGeofence, 'Positions from its effective time on are matched against it')
  @Problems('store-unavailable')
  async defineGeofence(
    @Body({ schema: geofenceBody }) { effectiveFrom, ...terms }: GeofenceBody,
    @Context() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DefinedGeofence> {
    const defined = await this.commands.execute(new DefineGeofence(terms, effectiveFrom, context));
    reply.header('location', `/v1/geofences/${defined.id}`);
    return defined;
  }

  @Get()
  @AccessFor('coordinator')
  @Summary('List geofences', 'geofences')
  @Answers(200, pageOf(geofenceSummary), 'A page of geofences by name, retired ones included')
  @Problems('invalid-cursor', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  listGeofences(@Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>): Promise<PageAnswer<GeofenceSummary>> {
    return this.queries.execute(new ListGeofences(query, query));
  }

  @Get(':geofenceId')
  @AccessFor('coordinator')
  @Summary('A geofence with its past, current and planned versions', 'geofences')
  @Answers(200, geofenceDetail, 'The geofence')
  @Problems('geofence-not-found', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  findGeofence(
    @Param('geofenceId') geofenceId: string,
    @Query({ schema: freshQuery }) query: z.infer<typeof freshQuery>,
  ): Promise<GeofenceAnswer> {
    return this.queries.execute(new FindGeofence(geofenceId, query));
  }

  @Get(':geofenceId/versions')
  @AccessFor('coordinator')
  @Summary('The versions of a geofence in the order of the decisions', 'geofences')
  @Answers(200, pageOf(geofenceVersion), 'A page of its versions')
  @Problems('geofence-not-found', 'invalid-cursor', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  listVersions(
    @Param('geofenceId') geofenceId: string,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ): Promise<PageAnswer<GeofenceVersion>> {
    return this.queries.execute(new ListGeofenceVersions(geofenceId, query, query));
  }

  @Put(':geofenceId')
  @AccessFor('coordinator')
  @Summary('Redraw a geofence from a time on; what was planned for later no longer applies', 'geofences')
  @Answers(200, commandAnswer, 'It is another one from its effective time on')
  @Problems('geofence-not-found', 'store-unavailable')
  redrawGeofence(
    @Param('geofenceId') geofenceId: string,
    @Body({ schema: geofenceBody }) { effectiveFrom, ...terms }: GeofenceBody,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new RedrawGeofence(geofenceId, terms, effectiveFrom, context));
  }

  @Delete(':geofenceId')
  @AccessFor('coordinator')
  @Summary('Retire a geofence from a time on; what was planned for later no longer applies', 'geofences')
  @Answers(200, commandAnswer, 'It is no more from its effective time on')
  @Problems('geofence-not-found', 'store-unavailable')
  retireGeofence(
    @Param('geofenceId') geofenceId: string,
    @Query({ schema: retirement }) { effectiveFrom }: z.infer<typeof retirement>,
    @Context() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.commands.execute(new RetireGeofence(geofenceId, effectiveFrom, context));
  }
}
