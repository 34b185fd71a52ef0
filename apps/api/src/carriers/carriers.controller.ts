import { Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { isFormatName } from '@waybill/carriers';
import { instantAt } from '@waybill/events';
import type { Clock } from '@waybill/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessFor } from '../access/access';
import { FailureLimit } from '../access/failure-limit';
import { Answers, AnswersPlainly, AnswersProblem, Problems, Summary, TakesBody } from '../docs/describe';
import { Problem } from '../http/problem';
import type { KnownSource } from '../sources/source-book';
import { CLOCK } from '../tokens';
import { CarrierMetrics } from './carrier-metrics';
import { ProvenSenders } from './prove-sender';
import { expectedAnswer, nothingOfPushAccepted, type PushAnswer, pushAnswer } from './push.schemas';
import type { Push } from './push-record';
import { answerSender } from './sender-answer';
import { TakeInPush } from './take-in-push.handler';

/** What a push can be refused for, beside what every route can refuse. */
const PUSH_PROBLEMS = [
  'sender-not-verified',
  'source-not-found',
  'source-retired',
  'too-many-failures',
  'nothing-accepted',
  'payload-too-large',
  'unsupported-media-type',
  'overloaded',
  'store-unavailable',
  'outcome-unknown',
  'conflict',
] as const;

/** Nothing of these is kept, and each may be a guess at an address or a secret. */
const GUESSES: readonly string[] = ['sender-not-verified', 'source-not-found', 'source-retired'];

const ANY_BODY = { schema: { type: 'string', description: "the sender's own format, as it comes" } };

@Controller('v1/carriers')
export class CarriersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly senders: ProvenSenders,
    private readonly failures: FailureLimit,
    private readonly metrics: CarrierMetrics,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post(':format/:sourceId')
  @HttpCode(202)
  @AccessFor('anyone', { rawBody: true, quiet: true })
  @Summary("Take in a push in its sender's own format", 'intake')
  @TakesBody({ '*/*': ANY_BODY })
  @Answers(202, pushAnswer, 'What became of each scan; some formats get the answer that their sender expects')
  @Answers(200, expectedAnswer, 'The same, for senders that expect 200; an empty list for devices')
  @AnswersPlainly(204, 'Taken in, for senders that expect no content')
  @AnswersProblem(400, nothingOfPushAccepted, 'Nothing of the push could be read')
  @Problems(...PUSH_PROBLEMS)
  push(
    @Param('format') format: string,
    @Param('sourceId') sourceId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.takeIn(format, sourceId, request, reply);
  }

  /** Simple devices say where they are in the query. */
  @Get(':format/:sourceId')
  @AccessFor('anyone', { quiet: true })
  @Summary('Take in a position that a device sends as a query', 'intake')
  @Answers(200, pushAnswer, 'What became of it')
  @AnswersProblem(400, nothingOfPushAccepted, 'It could not be read')
  @Problems(...PUSH_PROBLEMS, 'method-not-allowed')
  query(
    @Param('format') format: string,
    @Param('sourceId') sourceId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (isFormatName(format) && format !== 'osmand')
      throw new Problem('method-not-allowed', 'Use POST; this format has a body.', { headers: { allow: 'POST' } });
    return this.takeIn(format, sourceId, request, reply);
  }

  private async takeIn(format: string, sourceId: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { headers, url = '/' } = request.raw;
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    const push: Push = { headers, url, body };
    const source = await this.prove(format, sourceId, push, request.ip);
    const answer: PushAnswer = await this.commands.execute(new TakeInPush(source, push));
    this.metrics.taken(source.format, answer);
    const { status, body: said } = answerSender(source.format, push, answer);
    reply.code(status).header('cache-control', 'no-store');
    if (said === undefined) reply.send();
    else reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(said));
  }

  private async prove(format: string, sourceId: string, push: Push, address: string): Promise<KnownSource> {
    try {
      return await this.senders.prove(format, sourceId, push, instantAt(this.clock.now()));
    } catch (error) {
      if (!(error instanceof Problem) || !GUESSES.includes(error.slug)) throw error;
      if (isFormatName(format)) this.metrics.senderRefused(format);
      throw await this.failures.count(address, error);
    }
  }
}
