import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { AccessFor } from '../access/access';
import { FailureLimit } from '../access/failure-limit';
import { Answers, AnswersPlainly, Problems, Summary } from '../docs/describe';
import { Problem } from '../http/problem';
import { freshQuery } from '../reading/pages';
import { isKnownTag } from './entity-tag';
import { TrackShipment } from './track.query';
import { customerPage } from './track.schemas';

/** How long a customer's browser may show what it has, in seconds. */
const MAX_AGE = 15;

@Controller('v1/track')
export class TrackController {
  constructor(
    private readonly queries: QueryBus,
    private readonly failures: FailureLimit,
  ) {}

  @Get(':token')
  @AccessFor('anyone', { quiet: true })
  @Summary("A customer's view of a shipment", 'customers')
  @Answers(200, customerPage, 'What a customer may see')
  @AnswersPlainly(304, 'It is as the ETag says')
  @Problems('not-found', 'too-many-failures', 'invalid-position', 'queries-unavailable', 'read-model-behind')
  async trackShipment(
    @Param('token') token: string,
    @Query({ schema: freshQuery }) query: z.infer<typeof freshQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const page = await this.queries.execute(new TrackShipment(token, query));
    if (!page) throw await this.failures.count(request.ip, new Problem('not-found', 'Ask the sender of your parcel for a new link.'));
    reply.headers({ etag: page.etag, 'cache-control': `private, max-age=${MAX_AGE}` });
    if (isKnownTag(request.headers['if-none-match'], page.etag)) reply.code(304).send();
    else reply.header('content-type', 'application/json; charset=utf-8').send(page.body);
  }
}
