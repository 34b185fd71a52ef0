/** One kind of answer that is not a success. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/**
 * Every problem that Waybill answers with, by slug: RFC 9457 `type` is `https://waybill.dev/problems/<slug>`.
 * The table is closed: code can name no other slug, and the rejections of the write side are checked against it.
 */
export const PROBLEMS = {
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  'invalid-request': { status: 400, title: 'The request has invalid values' },
  'invalid-cloudevent': { status: 400, title: 'The event is not a valid CloudEvent' },
  'unknown-event-type': { status: 400, title: 'The event type is not taken in here' },
  'invalid-data': { status: 400, title: 'The event lacks what Waybill needs' },
  'nothing-accepted': { status: 400, title: 'No event of the batch was acceptable' },
  'invalid-identifier': { status: 400, title: 'The identifier is not a valid name' },
  'invalid-interval': { status: 400, title: 'The interval is not possible' },
  'invalid-cursor': { status: 400, title: 'The cursor was not given out by Waybill for this list' },
  'invalid-position': { status: 400, title: 'The position was not given out by Waybill' },
  'authentication-required': { status: 401, title: 'A valid API key is required' },
  'sender-not-verified': { status: 401, title: 'The sender did not prove who it is' },
  forbidden: { status: 403, title: 'The API key has not the role that this needs' },
  'cross-site-request': { status: 403, title: 'The request comes from a page of another origin' },
  'source-forbidden': { status: 403, title: 'The API key may not report for this source' },
  'not-found': { status: 404, title: 'There is nothing under this address' },
  'shipment-not-found': { status: 404, title: 'The shipment is not known' },
  'identifier-not-held': { status: 404, title: 'The shipment does not hold this identifier' },
  'fact-not-found': { status: 404, title: 'The fact is not known here' },
  'link-not-found': { status: 404, title: 'The tracking link is not known' },
  'key-not-found': { status: 404, title: 'The API key is not known' },
  'source-not-found': { status: 404, title: 'The source is not known' },
  'geofence-not-found': { status: 404, title: 'The geofence is not known' },
  'site-not-found': { status: 404, title: 'The site is not known' },
  'exception-not-found': { status: 404, title: 'The exception is not known' },
  'consignment-not-found': { status: 404, title: 'The consignment is not known' },
  'processor-not-found': { status: 404, title: 'There is no such processor' },
  'build-not-found': { status: 404, title: 'There is no such build' },
  'unit-not-found': { status: 404, title: 'The unit is not known' },
  'dead-letter-not-found': { status: 404, title: 'No event is set aside there' },
  'method-not-allowed': { status: 405, title: 'The address does not take this method' },
  'not-acceptable': { status: 406, title: 'None of the accepted formats is served' },
  'request-timeout': { status: 408, title: 'The request did not arrive in time' },
  'shipment-exists': { status: 409, title: 'The shipment is registered with another body' },
  'site-exists': { status: 409, title: 'The site is registered with other terms' },
  'identifier-taken': { status: 409, title: 'Another live shipment holds the identifier' },
  'shipment-terminal': { status: 409, title: 'The shipment has ended' },
  'exception-closed': { status: 409, title: 'The exception is closed' },
  'unit-cycle': { status: 409, title: 'A unit cannot be on itself' },
  'unit-too-deep': { status: 409, title: 'Units are nested too deep' },
  'not-aboard': { status: 409, title: 'It is not aboard the unit' },
  'idempotency-key-reused': { status: 409, title: 'The idempotency key was used with another body' },
  'event-conflict': { status: 409, title: 'The event was taken in with other content' },
  'build-under-way': { status: 409, title: 'Another build of the processor is under way' },
  'build-is-live': { status: 409, title: 'The build is the live one' },
  'reactor-is-healthy': { status: 409, title: 'The reactor goes on from where it stands' },
  'stream-unreadable': { status: 409, title: 'The history holds an event that this release cannot read' },
  conflict: { status: 409, title: 'Others changed the same thing at the same time' },
  'source-retired': { status: 410, title: 'The source is closed for good' },
  'site-retired': { status: 410, title: 'The site is no more' },
  'stream-erased': { status: 410, title: 'What is named was erased' },
  'shipment-erased': { status: 410, title: 'The shipment was erased' },
  'payload-too-large': { status: 413, title: 'The content is too large' },
  'uri-too-long': { status: 414, title: 'The address is too long' },
  'unsupported-media-type': { status: 415, title: 'The media type is not served' },
  'too-many-failures': { status: 429, title: 'Too many failed attempts' },
  overloaded: { status: 429, title: 'Too much work is waiting' },
  'headers-too-large': { status: 431, title: 'The header fields are too large' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  'store-unavailable': { status: 503, title: 'The event store is not available' },
  'outcome-unknown': { status: 503, title: 'It is not known yet whether it was stored' },
  'queries-unavailable': { status: 503, title: 'Queries are not available' },
  'shutting-down': { status: 503, title: 'This process is shutting down' },
  'read-model-behind': { status: 504, title: 'The read models have not reached the position' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemSlug = keyof typeof PROBLEMS;

/** The problem for errors of the HTTP layer below us, which know a status only. */
export const PROBLEM_OF_STATUS: Readonly<Record<number, ProblemSlug>> = {
  400: 'malformed-request',
  401: 'authentication-required',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  408: 'request-timeout',
  413: 'payload-too-large',
  414: 'uri-too-long',
  415: 'unsupported-media-type',
  429: 'overloaded',
  431: 'headers-too-large',
  503: 'shutting-down',
};

export const problemType = (slug: ProblemSlug): string => `https://waybill.dev/problems/${slug}`;
