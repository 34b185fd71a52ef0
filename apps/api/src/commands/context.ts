import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { CommandContext } from '@waybill/streams';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problem';
import { traceparentOf } from '../http/request-trace';

export const MAX_IDEMPOTENCY_KEY = 255;
const IDEMPOTENCY_KEY = new RegExp(`^[\\x21-\\x7e](?:[\\x20-\\x7e]{0,${MAX_IDEMPOTENCY_KEY - 2}}[\\x21-\\x7e])?$`);

function idempotencyKey({ headers }: FastifyRequest): string | undefined {
  const given = headers['idempotency-key'];
  if (given === undefined) return undefined;
  if (typeof given === 'string' && IDEMPOTENCY_KEY.test(given)) return given;
  throw new Problem('invalid-request', 'Correct the Idempotency-Key.', {
    errors: [{ parameter: 'Idempotency-Key', detail: `must be one header of 1 to ${MAX_IDEMPOTENCY_KEY} printable ASCII characters` }],
  });
}

/** Who sent a command, under which key, with which body: what makes a repeated command recognisable. */
function contextOf(request: FastifyRequest): CommandContext {
  const { caller, body = {} } = request;
  if (!caller) throw new Error('a command needs a caller');
  return { caller: caller.keyId, idempotencyKey: idempotencyKey(request), body, traceparent: traceparentOf(request) };
}

/** The context of a command, in a controller. */
export const Context = createParamDecorator(
  (_: unknown, context: ExecutionContext): CommandContext => contextOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
