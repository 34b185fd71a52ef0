import type { NewEvent } from '@waybill/events';
import { AppendTooLarge } from '../errors';
import { fieldSize, varintSize, WireWriter } from './wire';

/**
 * `event_store.client.streams.BatchAppendReq`, written by hand. The client's own encoder builds every message twice and passes data through
 * base64, which costs more than everything else in an append. The tests read these bytes back with the generated definitions.
 */

/** A write that can be sent any number of times, with the same meaning. */
export interface AppendWrite {
  readonly stream: string;
  /** Revision of the last event before this write; -1 = no stream. */
  readonly expected: number;
  readonly eventIds: readonly string[];
  /** The events as the store gets them. */
  readonly body: Buffer;
}

/** What every store takes at once, unless it is set up otherwise: data, metadata, and each type twice. Newer ones take more. */
const LARGEST_APPEND = 1024 * 1024;
const UUID_LENGTH = 36;
const UUID_FIELD = fieldSize(fieldSize(UUID_LENGTH));

/** Map entry `content-type: application/json`, complete. */
const JSON_ENTRY = mapEntry('content-type', 'application/json');
const TYPE_KEY = fieldSize('type'.length);

function mapEntry(key: string, value: string): Buffer {
  const content = fieldSize(key.length) + fieldSize(value.length);
  const bytes = Buffer.alloc(fieldSize(content));
  new WireWriter(bytes).header(0x12, content).text(0x0a, key, key.length).text(0x12, value, value.length);
  return bytes;
}

interface Sized {
  readonly event: NewEvent;
  readonly data: string;
  readonly dataLength: number;
  readonly metadata: string;
  readonly metadataLength: number;
  readonly length: number;
}

const typeEntryLength = (type: string): number => TYPE_KEY + fieldSize(type.length);

function size(event: NewEvent): Sized {
  const data = JSON.stringify(event.data);
  const metadata = JSON.stringify(event.metadata);
  const dataLength = Buffer.byteLength(data);
  const metadataLength = Buffer.byteLength(metadata);
  const entries = fieldSize(typeEntryLength(event.type)) + JSON_ENTRY.length;
  const length = UUID_FIELD + entries + fieldSize(metadataLength) + fieldSize(dataLength);
  return { event, data, dataLength, metadata, metadataLength, length };
}

function writeEvent(writer: WireWriter, { event, data, dataLength, metadata, metadataLength, length }: Sized): void {
  writer.header(0x1a, length);
  writer.header(0x0a, fieldSize(UUID_LENGTH)).text(0x12, event.eventId, UUID_LENGTH);
  writer.header(0x12, typeEntryLength(event.type)).text(0x0a, 'type', 4).text(0x12, event.type, event.type.length).raw(JSON_ENTRY);
  writer.text(0x1a, metadata, metadataLength).text(0x22, data, dataLength);
}

/** Throws {@link AppendTooLarge} for what a store would not take: how stores say so differs. */
export function appendWrite(stream: string, expected: number, events: readonly NewEvent[]): AppendWrite {
  // A store answers an event without a type twice.
  if (events.some(({ type }) => type.length === 0)) throw new RangeError(`an event for ${stream} has no type`);
  const sized = events.map(size);
  const weight = sized.reduce((sum, { event, dataLength, metadataLength }) => sum + dataLength + metadataLength + 2 * event.type.length, 0);
  if (weight > LARGEST_APPEND) throw new AppendTooLarge(`${events.length} events for ${stream} have ${weight} bytes`);
  const length = sized.reduce((sum, one) => sum + fieldSize(one.length), 0);
  const body = Buffer.allocUnsafe(length);
  const writer = new WireWriter(body);
  for (const one of sized) writeEvent(writer, one);
  return { stream, expected, eventIds: events.map(({ eventId }) => eventId), body };
}

/** Sent as a duration, which other than the client's timestamp does not depend on two clocks being equal. */
function timeLimit(timeoutMs: number): Buffer {
  const seconds = Math.floor(timeoutMs / 1000);
  const nanos = Math.floor((timeoutMs % 1000) * 1e6);
  const bytes = Buffer.alloc(2 + varintSize(seconds) + varintSize(nanos));
  new WireWriter(bytes).byte(0x08).varint(seconds).byte(0x10).varint(nanos);
  return bytes;
}

/** One attempt at a write, complete in one message. The correlation id must be a UUID that is new on its call. */
export function encodeRequest(correlation: string, write: AppendWrite, timeoutMs: number): Buffer {
  const name = Buffer.byteLength(write.stream);
  const limit = timeLimit(timeoutMs);
  const noStream = write.expected < 0;
  const expectation = noStream ? 2 : 1 + varintSize(write.expected);
  const options = fieldSize(fieldSize(name)) + expectation + fieldSize(limit.length);
  const bytes = Buffer.allocUnsafe(UUID_FIELD + fieldSize(options) + write.body.length + 2);
  const writer = new WireWriter(bytes);
  writer.header(0x0a, fieldSize(UUID_LENGTH)).text(0x12, correlation, UUID_LENGTH);
  writer.header(0x12, options).header(0x0a, fieldSize(name)).text(0x1a, write.stream, name);
  if (noStream) writer.header(0x1a, 0);
  else writer.byte(0x10).varint(write.expected);
  writer.header(0x3a, limit.length).raw(limit);
  writer.raw(write.body).byte(0x20).byte(1);
  return bytes;
}
