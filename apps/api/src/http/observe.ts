import { isAmong } from '@waybill/events';
import type { Counter, Histogram, Logger, Metrics } from '@waybill/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { traceOf } from './request-trace';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'other'] as const;
const STATUSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;
/** Routes at which reports come in. */
const INTAKE_ROUTES: readonly string[] = ['/v1/events', '/v1/carriers/:format/:sourceId'];

type Level = 'error' | 'warn' | 'info' | 'debug';

const levelOf = (status: number, quiet: true | 'always' | undefined): Level => {
  if (quiet === 'always' || (quiet && status < 400)) return 'debug';
  if (status === 503 || status === 429) return 'warn';
  return status >= 500 ? 'error' : 'info';
};

/** One log line and one observation for each request. Neither holds a body, a key, a query or a path: the route's pattern says enough. */
export class RequestObserver {
  private readonly seconds: Histogram<{ method: typeof METHODS; status: typeof STATUSES }>;
  private readonly ackSeconds: Histogram<Record<never, never>>;
  private readonly limited: Counter<Record<never, never>>;

  constructor(
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    const labels = { method: METHODS, status: STATUSES };
    this.seconds = metrics.histogram({ name: 'http_request_seconds', help: 'Time from a request to its answer', labels });
    this.ackSeconds = metrics.histogram({ name: 'webhook_ack_seconds', help: 'Time until a web hook request was acknowledged' });
    this.limited = metrics.counter({ name: 'rate_limited_total', help: 'Requests that were answered 429' });
  }

  install(server: FastifyInstance): void {
    server.addHook('onResponse', (request, reply, done) => {
      this.observe(request, reply);
      done();
    });
  }

  private observe(request: FastifyRequest, reply: FastifyReply): void {
    const { statusCode, elapsedTime } = reply;
    const method = isAmong(METHODS, request.method) ? request.method : 'other';
    const status = STATUSES.find((one) => one.startsWith(String(Math.floor(statusCode / 100)))) ?? '5xx';
    this.seconds.observe({ method, status }, elapsedTime / 1000);
    const { url, config } = request.routeOptions;
    const isTaken = statusCode >= 200 && statusCode < 300 && method !== 'OPTIONS';
    if (isTaken && INTAKE_ROUTES.includes(url ?? '')) this.ackSeconds.observe({}, elapsedTime / 1000);
    if (statusCode === 429) this.limited.add({});
    const level = levelOf(statusCode, config.quiet);
    if (this.logger.isLevelEnabled(level)) this.log(level, request, reply);
  }

  private log(level: Level, request: FastifyRequest, reply: FastifyReply): void {
    const fields = {
      requestId: request.id,
      traceId: traceOf(request).traceId,
      method: request.method,
      route: request.is404 ? null : request.routeOptions.url,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      keyId: request.caller?.keyId,
    };
    this.logger[level](fields, 'request');
  }
}
