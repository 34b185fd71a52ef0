import { Controller, HttpCode, Options, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessFor } from '../access/access';
import { callerOf } from '../access/caller';
import { Answers, AnswersPlainly, AnswersProblem, Problems, Summary } from '../docs/describe';
import { traceparentOf } from '../http/request-trace';
import { DescribesIntake, INTAKE_PROBLEMS } from './intake.docs';
import { type IntakeAnswer, intakeAnswer, nothingAccepted } from './intake.schemas';
import { IntakeMetrics } from './intake-metrics';
import { TakeInEvents } from './take-in-events.handler';

@Controller('v1/events')
export class IntakeController {
  constructor(
    private readonly commands: CommandBus,
    private readonly metrics: IntakeMetrics,
  ) {}

  @Post()
  @HttpCode(202)
  @AccessFor('reporter', { rawBody: true, tokenInQuery: true, quiet: true })
  @Summary('Take in CloudEvents', 'intake')
  @DescribesIntake()
  @Answers(202, intakeAnswer, 'What became of each event')
  @AnswersProblem(400, nothingAccepted, 'Nothing of a batch was taken in')
  @Problems(...INTAKE_PROBLEMS)
  async takeIn(@Req() request: FastifyRequest): Promise<IntakeAnswer> {
    const { headers, rawHeaders } = request.raw;
    const incoming = { headers, rawHeaders, body: Buffer.isBuffer(request.body) ? request.body : undefined };
    const traceparent = headers.traceparent === undefined ? undefined : traceparentOf(request);
    const answer = await this.commands.execute(new TakeInEvents(incoming, callerOf(request), traceparent));
    this.metrics.taken(answer);
    return answer;
  }

  /** Web hook specification 4: consent to deliveries, without which a sender must not send. */
  @Options()
  @AccessFor('anyone')
  @Summary('Web hook validation handshake', 'intake')
  @AnswersPlainly(200, 'Consent, in WebHook-Allowed-Origin and WebHook-Allowed-Rate, to a request with WebHook-Request-Origin')
  consent(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const origin = request.headers['webhook-request-origin'];
    reply.header('allow', 'POST, OPTIONS');
    if (origin !== undefined) reply.headers({ 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*' });
    reply.code(200).send();
  }
}
