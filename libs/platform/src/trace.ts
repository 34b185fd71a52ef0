import { randomBytes } from 'node:crypto';

/** Where a piece of work belongs in a distributed trace (W3C Trace Context). Ids are lower-case hex. */
export type TraceContext = {
  /** 32 digits, never all zero. */
  readonly traceId: string;
  /** 16 digits, never all zero: this hop. */
  readonly spanId: string;
  /** The caller's span, when the trace was continued. */
  readonly parentId?: string;
  readonly sampled: boolean;
};

const shape = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const isZero = (hex: string) => /^0+$/.test(hex);

function randomId(bytes: number): string {
  const id = randomBytes(bytes).toString('hex');
  return isZero(id) ? randomId(bytes) : id;
}

/** The caller's span as its `traceparent` names it; undefined when the header is missing or malformed. */
export function parseTraceparent(header: unknown): TraceContext | undefined {
  const match = typeof header === 'string' && header.length <= 512 ? shape.exec(header.trim()) : null;
  if (!match) return undefined;
  const [, version = '', traceId = '', spanId = '', flags = '', more] = match;
  // Version 00 has nothing behind the flags; later versions may, and ff is forbidden (W3C Trace Context 3.2.2).
  if (version === 'ff' || (version === '00' && more !== undefined) || isZero(traceId) || isZero(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The start of a trace of our own. */
export function newTraceContext(): TraceContext {
  return { traceId: randomId(16), spanId: randomId(8), sampled: true };
}

/** This hop within the caller's trace, or within a new one when the header is missing or malformed. Never throws. */
export function continueTrace(header: unknown): TraceContext {
  const caller = parseTraceparent(header);
  return caller ? { ...caller, spanId: randomId(8), parentId: caller.spanId } : newTraceContext();
}

/** The `traceparent` that the next hop gets. */
export function formatTraceparent(context: TraceContext): string {
  return `00-${context.traceId}-${context.spanId}-${context.sampled ? '01' : '00'}`;
}
