import type { IncomingHttpHeaders } from 'node:http';
import { bodyFault, type JsonReading, MAX_DATA_DEPTH, readJson, readJsonItems } from '../http/json-text';
import { isUtf8, parseMediaType } from '../http/media-type';
import { type Fault, Problem } from '../http/problem';
import { hasAttributeHeaders, readBinary } from './binary-mode';
import type { SentEvent } from './envelope';

/** What came over HTTP: headers as Node gives them (lower-case names), raw header pairs, and the untouched body. */
export interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer | undefined;
}

/** An event of a delivery, or why it cannot be looked at. */
export type Reading = { readonly sent: SentEvent } | { readonly fault: Fault } | { readonly tooLarge: true; readonly sent?: SentEvent };
/** One event (structured or binary) or a batch. */
export type Content = { readonly single: Reading } | { readonly batch: readonly Reading[] };

export const MAX_EVENT_BYTES = 256 * 1024;
const MAX_BATCH_EVENTS = 1_000;
/** Levels around the data of an event: its envelope, and the array of a batch. */
const ENVELOPE_DEPTH = 1;
const BATCH_DEPTH = 2;

const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';

const unsupported = (detail: string): Problem => new Problem('unsupported-media-type', detail);
const unreadable = (fault: Fault): Problem =>
  new Problem('malformed-request', 'Send the event as valid JSON.', { errors: [bodyFault(fault)] });

function asEvent(reading: JsonReading): Reading {
  if ('fault' in reading) return reading;
  const { value } = reading;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? { sent: { members: value as Record<string, unknown> } } : { fault: { pointer: '', detail: 'must be an object' } };
}

function readStructured(body: Buffer): Content {
  if (body.length > MAX_EVENT_BYTES) return { single: { tooLarge: true } };
  const reading = readJson(body, MAX_DATA_DEPTH + ENVELOPE_DEPTH);
  if ('fault' in reading) throw unreadable(reading.fault);
  return { single: asEvent(reading) };
}

const isLarge = (reading: JsonReading): boolean =>
  'value' in reading && Buffer.byteLength(JSON.stringify(reading.value) ?? '') > MAX_EVENT_BYTES;

function readBatch(body: Buffer): Content {
  const reading = readJsonItems(body, MAX_DATA_DEPTH + BATCH_DEPTH);
  if ('fault' in reading) throw unreadable(reading.fault);
  const { items } = reading;
  if (items.length > MAX_BATCH_EVENTS) {
    throw new Problem('payload-too-large', `A batch holds at most ${MAX_BATCH_EVENTS} events; send these ${items.length} in several.`);
  }
  const mayBeLarge = body.length > MAX_EVENT_BYTES;
  return { batch: items.map((item) => (mayBeLarge && isLarge(item) ? { tooLarge: true, ...asEvent(item) } : asEvent(item))) };
}

const NO_EVENT = `Send ${STRUCTURED}, ${BATCH}, or an event in binary mode with ce- headers.`;

function readBinaryMode({ headers, rawHeaders, body }: Delivery): Content {
  if (!hasAttributeHeaders(headers)) throw unsupported(NO_EVENT);
  if (body && body.length > MAX_EVENT_BYTES) return { single: { tooLarge: true } };
  return { single: { sent: readBinary(headers, rawHeaders, body) } };
}

/**
 * Finds out how the events were sent, by the media type alone (HTTP binding 3): batch, structured, or else binary.
 * @throws Problem 415 when the media type cannot be parsed or is not served, 400 when the body cannot be read.
 */
export function readContent(delivery: Delivery): Content {
  const header = delivery.headers['content-type'];
  if (header === undefined) return readBinaryMode(delivery);
  const mediaType = parseMediaType(header);
  if (!mediaType) throw unsupported('The Content-Type is not a media type (RFC 9110 8.3.1).');
  if (!mediaType.essence.startsWith('application/cloudevents')) return readBinaryMode(delivery);
  if (mediaType.essence !== STRUCTURED && mediaType.essence !== BATCH) throw unsupported(NO_EVENT);
  if (!isUtf8(mediaType)) throw unsupported('CloudEvents in JSON are UTF-8; convert the body or leave the charset out.');
  const body = delivery.body ?? Buffer.alloc(0);
  return mediaType.essence === BATCH ? readBatch(body) : readStructured(body);
}
