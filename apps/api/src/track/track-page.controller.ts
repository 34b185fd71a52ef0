import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Instant } from '@waybill/events';
import type { Clock } from '@waybill/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { AccessFor } from '../access/access';
import { FailureLimit } from '../access/failure-limit';
import { AnswersPlainly, Summary } from '../docs/describe';
import type { Problem } from '../http/problem';
import { problemOf } from '../http/problem.filter';
import { freshQuery } from '../reading/pages';
import { CLOCK } from '../tokens';
import { TrackingPageRules } from '../tracking-page/tracking-page-rules';
import { entityTag, isKnownTag } from './entity-tag';
import { noSuchLink } from './no-such-link';
import { mapAround } from './page/base-map';
import { preferredSpeech, type Speech } from './page/languages';
import { noticePage, shipmentPage } from './page/render';
import { documentOf, type SentPage } from './page/shell';
import { TrackShipment } from './track.query';
import { MAX_AGE } from './track.schemas';

const HTML = ['text/html'];

/** Problems that have a page of their own; all others are answered as everywhere. */
const hasPage = ({ status }: Problem): boolean => [404, 429, 503, 504].includes(status);

/** What a customer opens: a page that is read without JavaScript, in the language of the browser. */
@Controller('track')
export class TrackPageController {
  constructor(
    private readonly queries: QueryBus,
    private readonly failures: FailureLimit,
    private readonly rules: TrackingPageRules,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':token')
  @AccessFor('anyone', { quiet: true })
  @Summary("The customer's page of a shipment, in the language of Accept-Language", 'customers')
  @AnswersPlainly(200, 'The page', HTML)
  @AnswersPlainly(304, 'It is as the ETag says')
  @AnswersPlainly(404, 'The link leads to no shipment, or to none any more', HTML)
  @AnswersPlainly(429, 'Too many links that lead to no shipment', HTML)
  @AnswersPlainly(503, 'It cannot be read now', HTML)
  @AnswersPlainly(504, 'The read models are behind', HTML)
  async showShipment(
    @Param('token') token: string,
    @Query({ schema: freshQuery }) query: z.infer<typeof freshQuery>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const speech = preferredSpeech(request.headers['accept-language']);
    reply.headers({ vary: 'Accept-Language', 'content-language': speech.locale, 'x-robots-tag': 'noindex, nofollow' });
    try {
      const shown = await this.queries.execute(new TrackShipment(token, query));
      if (!shown) throw await this.failures.count(request.ip, noSuchLink());
      const rule = this.rules.current;
      const main = shipmentPage(shown.view, { rule, speech, now: this.clock.now() as Instant, map: mapAround });
      const page = documentOf(main, speech.texts.status[shown.view.status], rule, speech);
      this.sendPage(page, request, reply);
    } catch (error) {
      this.sendNotice(error, speech, reply);
    }
  }

  private sendPage({ text, policy }: SentPage, request: FastifyRequest, reply: FastifyReply): void {
    const etag = entityTag(text);
    reply.headers({ etag, 'cache-control': `private, max-age=${MAX_AGE}`, 'content-security-policy': policy });
    if (isKnownTag(request.headers['if-none-match'], etag)) reply.code(304).send();
    else reply.type('text/html; charset=utf-8').send(text);
  }

  /** @throws what has no page of its own */
  private sendNotice(error: unknown, speech: Speech, reply: FastifyReply): void {
    const problem = problemOf(error);
    if (!problem || !hasPage(problem)) throw error;
    const rule = this.rules.currentOrLeast;
    const { texts } = speech;
    const notice = problem.status === 404 ? 'missing' : 'later';
    const { text, policy } = documentOf(noticePage(notice, { rule, speech }), texts[notice].heading, rule, speech);
    reply.headers({ ...problem.extras.headers, 'cache-control': 'no-store', 'content-security-policy': policy });
    reply.code(problem.status).type('text/html; charset=utf-8').send(text);
  }
}
