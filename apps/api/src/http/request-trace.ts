import { continueTrace, formatTraceparent, type TraceContext } from '@waybill/platform';
import type { FastifyRequest } from 'fastify';

const traces = new WeakMap<FastifyRequest, TraceContext>();

/** Where this request belongs in its caller's trace, or in a new one; made when it is first needed. */
export function traceOf(request: FastifyRequest): TraceContext {
  const known = traces.get(request);
  if (known) return known;
  const trace = continueTrace(request.headers.traceparent);
  traces.set(request, trace);
  return trace;
}

/** The `traceparent` that is stored with what this request causes. */
export const traceparentOf = (request: FastifyRequest): string => formatTraceparent(traceOf(request));
