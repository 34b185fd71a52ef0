import { Readable } from 'node:stream';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessFor } from '../access/access';
import { AlsoAs, Answers, Problems, Repeatable, Summary } from '../docs/describe';
import { preferredType } from '../http/negotiate';
import { Problem } from '../http/problem';
import { TryRules, type WhatIfAnswer, type WhatIfLine } from './try-rules.query';
import { trialOf, type WhatIfBody, whatIfAnswer, whatIfBody } from './what-if.schemas';

const JSON_TYPE = 'application/json';
const LINES = 'application/x-ndjson';

async function* textOf(lines: AsyncIterable<WhatIfLine>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}

async function resultOf(lines: AsyncIterable<WhatIfLine>): Promise<WhatIfAnswer | undefined> {
  let result: WhatIfAnswer | undefined;
  for await (const line of lines) if ('result' in line) result = line.result;
  return result;
}

async function sendResult(reply: FastifyReply, lines: AsyncIterable<WhatIfLine>, signal: AbortSignal): Promise<void> {
  try {
    reply.send(await resultOf(lines));
  } catch (error) {
    // A caller that has gone is told nothing.
    if (!signal.aborted) throw error;
  }
}

/** Ends when no caller waits for the answer any more: it has been sent, or the caller has gone. */
function untilAnswered({ raw }: FastifyReply): AbortSignal {
  const answered = new AbortController();
  if (raw.destroyed) answered.abort();
  raw.once('close', () => answered.abort());
  return answered.signal;
}

@Controller('v1/rules')
export class RulesController {
  constructor(private readonly queries: QueryBus) {}

  @Post('what-if')
  @HttpCode(200)
  @AccessFor('coordinator')
  @Repeatable()
  @Summary('Which exceptions other rules or another fence would have raised; nothing is written', 'exceptions')
  @Answers(
    200,
    whatIfAnswer,
    'The difference to what was raised (application/x-ndjson: a line of JSON per step, { progress } …, at the end { result })',
  )
  @AlsoAs(LINES)
  @Problems('not-acceptable', 'overloaded', 'queries-unavailable', 'store-unavailable')
  async tryRules(
    @Body({ schema: whatIfBody }) body: WhatIfBody,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const type = preferredType(request.headers.accept, [JSON_TYPE, LINES]);
    if (type === undefined) throw new Problem('not-acceptable', `Accept one of ${JSON_TYPE}, ${LINES}.`);
    const signal = untilAnswered(reply);
    const lines = await this.queries.execute(new TryRules(trialOf(body), body.scope ?? {}, signal));
    reply.header('vary', 'Accept');
    if (type === LINES) reply.header('content-type', LINES).send(Readable.from(textOf(lines), { objectMode: false }));
    else await sendResult(reply, lines, signal);
  }
}
