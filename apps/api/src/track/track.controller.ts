import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { AccessFor } from '../access/access';
import { FailureLimit } from '../access/failure-limit';
import { Answers, AnswersPlainly, Problems, Summary } from '../docs/describe';
import { preferredType } from '../http/negotiate';
import { freshQuery } from '../reading/pages';
import { isKnownTag } from './entity-tag';
import { noSuchLink } from './no-such-link';
import { TrackShipment } from './track.query';
import { customerPage, MAX_AGE } from './track.schemas';

const JSON_TYPE = 'application/json';

@Controller('v1/track')
export class TrackController {
  constructor(
    private readonly queries: QueryBus,
    private readonly failures: FailureLimit,
  ) {}

  @Get(':token')
  @AccessFor('anyone', { quiet: true })
  @Summary("A customer's view of a shipment, by the rule of the customers' page", 'customers')
  @Answers(200, customerPage, 'What a customer may see')
  @AnswersPlainly(303, 'For browsers: the page is at /track/{token}')
  @AnswersPlainly(304, 'It is as the ETag says')
  @Problems('not-found', 'too-many-failures', 'invalid-position', 'queries-unavailable', 'read-model-behind', 'store-unavailable')
  async trackShipment(
    @Param('token') token: string,
    @Query({ schema: freshQuery }) query: z.infer<typeof freshQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // Links that were handed out as addresses of the API are opened by people.
    if (preferredType(request.headers.accept, [JSON_TYPE, 'text/html']) === 'text/html')
      return void reply
        .code(303)
        .headers({ location: `/track/${encodeURIComponent(token)}`, vary: 'Accept' })
        .send();
    const shown = await this.queries.execute(new TrackShipment(token, query));
    if (!shown) throw await this.failures.count(request.ip, noSuchLink());
    reply.headers({ etag: shown.etag, 'cache-control': `private, max-age=${MAX_AGE}`, vary: 'Accept' });
    if (isKnownTag(request.headers['if-none-match'], shown.etag)) reply.code(304).send();
    else reply.header('content-type', `${JSON_TYPE}; charset=utf-8`).send(shown.body);
  }
}
