import {
  bodyFault,
  isUtf8,
  type JsonFault,
  type JsonReading,
  MAX_DATA_DEPTH,
  parseMediaType,
  readJson,
  readJsonItems,
} from '@waybill/events';
import type { Headers } from '../port';
import { hasAttributeHeaders, readBinary } from './binary-mode';
import type { SentEvent } from './envelope';
import { type CloudEventRefusal, refusal } from './refusal';

/** What came over HTTP: headers as Node gives them (lower-case names), raw header pairs, and the untouched body. */
export interface IncomingRequest {
  readonly headers: Headers;
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array | undefined;
}

/** An event of a request, or why it cannot be looked at. */
export type CloudEventReading =
  | { readonly sent: SentEvent }
  | { readonly fault: JsonFault }
  | { readonly tooLarge: true; readonly sent?: SentEvent };
/** One event (structured or binary), a batch, or why neither can be read. */
export type CloudEventContent =
  | { readonly single: CloudEventReading }
  | { readonly batch: readonly CloudEventReading[] }
  | { readonly refused: CloudEventRefusal };

export const MAX_EVENT_BYTES = 256 * 1024;
const MAX_BATCH_EVENTS = 1_000;
/** Levels around the data of an event: its envelope, and the array of a batch. */
const ENVELOPE_DEPTH = 1;
const BATCH_DEPTH = 2;

const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';

const unsupported = (detail: string): CloudEventContent => ({ refused: refusal('unsupported-media-type', detail) });
const unreadable = (fault: JsonFault): CloudEventContent => ({
  refused: refusal('body-unreadable', 'Send the event as valid JSON.', [bodyFault(fault)]),
});

function asEvent(reading: JsonReading): CloudEventReading {
  if ('fault' in reading) return reading;
  const { value } = reading;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? { sent: { members: value as Record<string, unknown> } } : { fault: { pointer: '', detail: 'must be an object' } };
}

function readStructured(body: Uint8Array): CloudEventContent {
  if (body.length > MAX_EVENT_BYTES) return { single: { tooLarge: true } };
  const reading = readJson(body, MAX_DATA_DEPTH + ENVELOPE_DEPTH);
  if ('fault' in reading) return unreadable(reading.fault);
  return { single: asEvent(reading) };
}

const isLarge = (reading: JsonReading): boolean =>
  'value' in reading && Buffer.byteLength(JSON.stringify(reading.value) ?? '') > MAX_EVENT_BYTES;

function readBatch(body: Uint8Array): CloudEventContent {
  const reading = readJsonItems(body, MAX_DATA_DEPTH + BATCH_DEPTH);
  if ('fault' in reading) return unreadable(reading.fault);
  const { items } = reading;
  if (items.length > MAX_BATCH_EVENTS) {
    const advice = `A batch holds at most ${MAX_BATCH_EVENTS} events; send these ${items.length} in several.`;
    return { refused: refusal('too-many-events', advice) };
  }
  const mayBeLarge = body.length > MAX_EVENT_BYTES;
  return { batch: items.map((item) => (mayBeLarge && isLarge(item) ? { tooLarge: true, ...asEvent(item) } : asEvent(item))) };
}

const NO_EVENT = `Send ${STRUCTURED}, ${BATCH}, or an event in binary mode with ce- headers.`;

function readBinaryMode({ headers, rawHeaders, body }: IncomingRequest): CloudEventContent {
  if (!hasAttributeHeaders(headers)) return unsupported(NO_EVENT);
  if (body && body.length > MAX_EVENT_BYTES) return { single: { tooLarge: true } };
  return { single: { sent: readBinary(headers, rawHeaders, body) } };
}

/** Finds out how the events were sent, by the media type alone (HTTP binding 3): batch, structured, or else binary. */
export function readContent(request: IncomingRequest): CloudEventContent {
  const header = request.headers['content-type'];
  if (typeof header !== 'string') return readBinaryMode(request);
  const mediaType = parseMediaType(header);
  if (!mediaType) return unsupported('The Content-Type is not a media type (RFC 9110 8.3.1).');
  if (!mediaType.essence.startsWith('application/cloudevents')) return readBinaryMode(request);
  if (mediaType.essence !== STRUCTURED && mediaType.essence !== BATCH) return unsupported(NO_EVENT);
  if (!isUtf8(mediaType)) return unsupported('CloudEvents in JSON are UTF-8; convert the body or leave the charset out.');
  const body = request.body ?? new Uint8Array();
  return mediaType.essence === BATCH ? readBatch(body) : readStructured(body);
}
