import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem';
import { problemOf, sendProblem } from './problem.filter';
import { PROBLEM_OF_STATUS } from './problem-table';

const MAX_BODY_BYTES = 1024 * 1024;
/** A 128-character name of four-byte characters, percent-encoded, with room for its carrier. */
const MAX_PARAMETER = 2_000;

/** Node's own limits (60 s for headers, 300 s for a request) leave a slow sender too much time. */
const TIMES = { keepAliveTimeout: 5_000, requestTimeout: 15_000, headersTimeout: 10_000, checkEvery: 2_000 };

const runId = randomBytes(4).toString('hex');
let count = 0;
const nextRequestId = (): string => `${runId}-${(count++).toString(36)}`;

/** The router itself refused the address; no hook runs for such a request. */
function refuseAddress(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(problemOf(error) ?? new Problem('malformed-request', 'Check how the address is written.'), request, reply);
}

/** Postgres has no text with U+0000, and no name holds it. Comes after the door, so 401 and 403 come first. */
export function refuseNulInAddress(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    done(request.url.includes('%00') ? new Problem('malformed-request', 'Leave the character U+0000 out of the address.') : undefined);
  });
}

const STATUS_OF_CLIENT_ERROR: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** What came is no HTTP, so there is no request to answer: write the answer by hand, and end the connection. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return void socket.destroy();
  const status = STATUS_OF_CLIENT_ERROR[error.code ?? ''] ?? 400;
  const problem = new Problem(PROBLEM_OF_STATUS[status] ?? 'malformed-request', 'Check how the request is written.');
  const body = JSON.stringify(problem.details());
  const head = [`HTTP/1.1 ${status} Refused`, 'content-type: application/problem+json; charset=utf-8', `content-length: ${body.length}`];
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\nconnection: close\r\n\r\n${body}`);
}

/** The HTTP server: limits and time-outs; everything else is added where it is needed. */
export const createServer = (trustProxy: readonly string[]): FastifyAdapter =>
  new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    // Addresses only: "true" or a hop count would let any caller choose its own address.
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    keepAliveTimeout: TIMES.keepAliveTimeout,
    requestTimeout: TIMES.requestTimeout,
    http: { headersTimeout: TIMES.headersTimeout, connectionsCheckingInterval: TIMES.checkEvery },
    routerOptions: { maxParamLength: MAX_PARAMETER },
    genReqId: nextRequestId,
    // Requests that reach us on a kept connection while we close are answered; the answer ends the connection.
    return503OnClosing: false,
    // There is no middleware here, and there shall be none: nothing may look at a path in another way than the router does.
    skipMiddie: true,
    frameworkErrors: refuseAddress,
    clientErrorHandler: refuseConnection,
  } as ConstructorParameters<typeof FastifyAdapter>[0]) as FastifyAdapter;
