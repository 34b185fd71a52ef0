import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { AppendTooLarge, isUnusable, StoreUnavailable, StreamDeleted, UnknownOutcome, type UnusableStream } from '@waybill/event-store';
import { shipmentOfStream } from '@waybill/events';
import type { Logger } from '@waybill/platform';
import { DatabaseUnavailable, InvalidCursor, QueryTimeout } from '@waybill/read-model';
import { WriteConflict } from '@waybill/streams';
import { Overloaded } from '@waybill/tracking';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem, retryLater } from './problem';
import { PROBLEM_OF_STATUS } from './problem-table';
import { traceOf } from './request-trace';

const SAFE_TO_RESEND = 'Send the same again; it is stored once however often it is sent.';

type ErrorClass = abstract new (...args: never[]) => Error;

/** Errors of the parts below, each with what the caller is told. */
const KNOWN: readonly (readonly [ErrorClass, () => Problem])[] = [
  [Overloaded, () => retryLater('overloaded', SAFE_TO_RESEND)],
  [UnknownOutcome, () => retryLater('outcome-unknown', SAFE_TO_RESEND)],
  [StoreUnavailable, () => retryLater('store-unavailable', SAFE_TO_RESEND, 2)],
  [AppendTooLarge, () => new Problem('payload-too-large', 'Send less at once: the event store takes no write of this size.')],
  [WriteConflict, () => retryLater('conflict', 'Send the same again.')],
  [DatabaseUnavailable, () => retryLater('queries-unavailable', 'Ask again later; reports are taken in meanwhile.', 2)],
  [QueryTimeout, () => retryLater('queries-unavailable', 'Ask again, for less at a time.', 2)],
  [
    InvalidCursor,
    () =>
      new Problem('invalid-cursor', 'Use nextCursor of the page before, with the same sort; or leave it out, for the first page.', {
        errors: [{ parameter: 'cursor', detail: 'is not a cursor of this list' }],
      }),
  ],
];

const ADVICE: Readonly<Record<number, string>> = {
  404: 'Check the address; /docs lists what there is.',
  413: 'Send less at once: a body holds at most 1 MiB.',
  415: 'Send the media type that /docs names for this address.',
};

const statusOf = (error: unknown): number | undefined => {
  if (error instanceof HttpException) return error.getStatus();
  const statusCode = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof statusCode === 'number' ? statusCode : undefined;
};

/** What is told of a stream that nothing can be said of. */
export function problemOfStream(error: UnusableStream): Problem {
  if (!(error instanceof StreamDeleted)) {
    const { stream, revision, message } = error;
    const advice = 'A newer release may have written it: see "Events that this release does not know" in the README.';
    return new Problem('stream-unreadable', `${message}. ${advice}`, { members: { stream, revision } });
  }
  const shipmentId = shipmentOfStream(error.stream);
  if (shipmentId === undefined) return new Problem('stream-erased', `${error.message}; use another name.`);
  return new Problem('shipment-erased', `Shipment ${shipmentId} was erased; register it under another shipmentId.`);
}

/** The problem that an error stands for; undefined when it is ours to repair. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (isUnusable(error)) return problemOfStream(error);
  const known = KNOWN.find(([type]) => error instanceof type);
  if (known) return known[1]();
  const given = statusOf(error) ?? 500;
  // Our own refusals are problems already; what remains is a path below /docs that leaves its folder.
  const status = given === 403 ? 404 : given;
  const slug = status < 500 || status === 503 ? PROBLEM_OF_STATUS[status] : undefined;
  return slug && new Problem(slug, ADVICE[status] ?? 'Check how the request is written.');
}

/** What is said of a body that is too large even for a route that takes large ones. */
function tooLarge(error: unknown, { routeOptions }: FastifyRequest): Problem | undefined {
  const { largeBody } = routeOptions?.config ?? {};
  return largeBody && statusOf(error) === 413 ? new Problem('payload-too-large', largeBody.advice) : undefined;
}

/** The path without its query, which may hold a token. */
const instanceOf = (request: FastifyRequest): string => (request.url ?? '').split('?', 1).join();

export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const { headers = {} } = problem.extras;
  reply.code(problem.status).headers(headers).header('content-type', 'application/problem+json; charset=utf-8');
  // What is wrong now may be right in a moment; without a word about it, caches keep a 404 as long as they like.
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  reply.send(JSON.stringify(problem.details(instanceOf(request))));
}

/** Turns whatever was thrown into problem details. What is our own fault is logged, and told apart for the caller by its trace only. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy();
    sendProblem(tooLarge(error, request) ?? problemOf(error) ?? this.ourFault(error, request), request, reply);
  }

  private ourFault(error: unknown, request: FastifyRequest): Problem {
    const { traceId } = traceOf(request);
    this.logger.error({ err: error, traceId, requestId: request.id, route: request.routeOptions?.url }, 'A request failed');
    return new Problem('internal-error', 'Try again; when it stays, report the traceId.', { members: { traceId } });
  }
}
