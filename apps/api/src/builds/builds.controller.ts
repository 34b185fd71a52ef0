import { Body, Controller, Delete, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AccessFor } from '../access/access';
import { Answers, Problems, Summary } from '../docs/describe';
import { Problem } from '../http/problem';
import { FindBuilds } from './builds.query';
import { type BuildAnswer, build, replayBody } from './builds.schemas';
import { CancelBuild } from './cancel-build.handler';
import { RequestBuild } from './request-build.handler';

const MAX_VERSION = 2 ** 31 - 1;

/** @throws Problem 404 for what cannot be the number of a build */
function buildNumber(text: string): number {
  const version = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (version <= MAX_VERSION) return version;
  throw new Problem('build-not-found', 'A build is named by its number.');
}

@Controller('v1/processors/:name')
export class BuildsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post('replay')
  @HttpCode(202)
  @AccessFor('operator')
  @Summary('Build a read model anew beside the live one', 'operations')
  @Answers(202, build, 'The build was requested; Location is where to follow it')
  @Problems('processor-not-found', 'build-under-way', 'reactor-is-healthy', 'queries-unavailable')
  async replay(
    @Param('name') name: string,
    @Body({ schema: replayBody }) { purpose = 'replay', until }: z.infer<typeof replayBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BuildAnswer> {
    const request = until === undefined ? { purpose } : ({ purpose: 'until', until } as const);
    const version = await this.commands.execute(new RequestBuild(name, request));
    reply.header('location', `/v1/processors/${name}/builds/${version}`);
    return this.find(name, version);
  }

  @Get('builds')
  @AccessFor('operator')
  @Summary("A processor's builds, the newest first", 'operations')
  @Answers(200, z.object({ items: z.array(build), nextCursor: z.null() }), 'At most the newest 100')
  @Problems('build-not-found', 'queries-unavailable')
  async listBuilds(@Param('name') name: string): Promise<{ items: readonly BuildAnswer[]; nextCursor: null }> {
    return { items: await this.queries.execute(new FindBuilds(name)), nextCursor: null };
  }

  @Get('builds/:version')
  @AccessFor('operator')
  @Summary('How far a build is, and what came of it', 'operations')
  @Answers(200, build, 'The build')
  @Problems('build-not-found', 'queries-unavailable')
  findBuild(@Param('name') name: string, @Param('version') version: string): Promise<BuildAnswer> {
    return this.find(name, buildNumber(version));
  }

  @Delete('builds/:version')
  @AccessFor('operator')
  @Summary('Cancel a build, or drop one that was kept', 'operations')
  @Answers(200, build, 'Its tables are dropped in a moment')
  @Problems('build-not-found', 'build-is-live', 'queries-unavailable')
  async cancelBuild(@Param('name') name: string, @Param('version') version: string): Promise<BuildAnswer> {
    await this.commands.execute(new CancelBuild(name, buildNumber(version)));
    return this.find(name, buildNumber(version));
  }

  private async find(name: string, version: number): Promise<BuildAnswer> {
    const [found] = await this.queries.execute(new FindBuilds(name, version));
    return found as BuildAnswer;
  }
}
