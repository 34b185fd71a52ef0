import { fieldSize, varintSize, writeBytesField, writeFieldHeader, writeVarintField } from './varint';
import { WireReader } from './wire-reader';

/*
 * ReadResp.ReadEvent.RecordedEvent, written by hand because it is built once per event and then stored and sent as it is.
 * Field order is fixed (id, stream, revision, positions, type, created, content-type, metadata, data), and readers below rely on it.
 */
const ID = 0x0a;
const STREAM = 0x12;
const REVISION = 0x18;
const PREPARE = 0x20;
const COMMIT = 0x28;
const METADATA_ENTRY = 0x32;
const CUSTOM_METADATA = 0x3a;
const DATA = 0x42;
const KEY = 0x0a;
const VALUE = 0x12;
const UUID_TEXT = 0x12;
const STREAM_NAME = 0x1a;
const UUID_LENGTH = 36;
const ID_FIELD_SIZE = 2 + 2 + UUID_LENGTH;
/** int64 max as a varint: the revision of a `$streamDeleted` record. */
const TOMBSTONE_REVISION = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);

/** What the node records about one event. Strings that go in unchanged are given as UTF-8 bytes. */
export interface RecordedEvent {
  readonly id: string;
  readonly stream: Buffer;
  /** Place among the records of its stream, from 0: the stream revision, except for a tombstone. */
  readonly index: number;
  /** A `$streamDeleted` record: its revision is int64 max on the wire. */
  readonly isTombstone: boolean;
  readonly position: number;
  readonly type: Buffer;
  readonly createdMs: number;
  readonly isJson: boolean;
  readonly metadata: Buffer;
  readonly data: Buffer;
}

const JSON_TYPE = Buffer.from('application/json');
const BINARY_TYPE = Buffer.from('application/octet-stream');
const TYPE_KEY = Buffer.from('type');
const CREATED_KEY = Buffer.from('created');
const CONTENT_TYPE_KEY = Buffer.from('content-type');
/** Digits of a Unix time in milliseconds plus "0000" = 100 ns ticks, without BigInt. Thirteen digits until the year 2286. */
const TICKS_SUFFIX = '0000';

function entrySize(key: Buffer, valueLength: number): number {
  return fieldSize(key.length) + fieldSize(valueLength);
}

function optionalSize(content: Buffer): number {
  return content.length === 0 ? 0 : fieldSize(content.length);
}

function createdLength(createdMs: number): number {
  return String(createdMs).length + TICKS_SUFFIX.length;
}

/** Exact encoded size. */
export function recordedEventSize(event: RecordedEvent): number {
  const contentType = event.isJson ? JSON_TYPE : BINARY_TYPE;
  return (
    ID_FIELD_SIZE +
    fieldSize(fieldSize(event.stream.length)) +
    1 +
    (event.isTombstone ? TOMBSTONE_REVISION.length : varintSize(event.index)) +
    2 * (1 + varintSize(event.position)) +
    fieldSize(entrySize(TYPE_KEY, event.type.length)) +
    fieldSize(entrySize(CREATED_KEY, createdLength(event.createdMs))) +
    fieldSize(entrySize(CONTENT_TYPE_KEY, contentType.length)) +
    optionalSize(event.metadata) +
    optionalSize(event.data)
  );
}

function writeEntry(target: Buffer, offset: number, key: Buffer, value: Buffer): number {
  const at = writeFieldHeader(target, offset, METADATA_ENTRY, entrySize(key, value.length));
  return writeBytesField(target, writeBytesField(target, at, KEY, key), VALUE, value);
}

function writeCreated(target: Buffer, offset: number, createdMs: number): number {
  const length = createdLength(createdMs);
  let at = writeFieldHeader(target, offset, METADATA_ENTRY, entrySize(CREATED_KEY, length));
  at = writeFieldHeader(target, writeBytesField(target, at, KEY, CREATED_KEY), VALUE, length);
  return at + target.write(createdMs + TICKS_SUFFIX, at, length, 'latin1');
}

function writeIdentity(target: Buffer, offset: number, event: RecordedEvent): number {
  let at = writeFieldHeader(target, offset, ID, UUID_LENGTH + 2);
  at = writeFieldHeader(target, at, UUID_TEXT, UUID_LENGTH);
  at += target.write(event.id, at, UUID_LENGTH, 'latin1');
  at = writeFieldHeader(target, at, STREAM, fieldSize(event.stream.length));
  return writeBytesField(target, at, STREAM_NAME, event.stream);
}

function writeRevision(target: Buffer, offset: number, event: RecordedEvent): number {
  if (!event.isTombstone) return writeVarintField(target, offset, REVISION, event.index);
  target[offset] = REVISION;
  target.set(TOMBSTONE_REVISION, offset + 1);
  return offset + 1 + TOMBSTONE_REVISION.length;
}

/** Encodes at `offset` and answers the offset behind. */
export function writeRecordedEvent(target: Buffer, offset: number, event: RecordedEvent): number {
  let at = writeIdentity(target, offset, event);
  at = writeRevision(target, at, event);
  at = writeVarintField(target, at, PREPARE, event.position);
  at = writeVarintField(target, at, COMMIT, event.position);
  at = writeEntry(target, at, TYPE_KEY, event.type);
  at = writeCreated(target, at, event.createdMs);
  at = writeEntry(target, at, CONTENT_TYPE_KEY, event.isJson ? JSON_TYPE : BINARY_TYPE);
  if (event.metadata.length > 0) at = writeBytesField(target, at, CUSTOM_METADATA, event.metadata);
  if (event.data.length > 0) at = writeBytesField(target, at, DATA, event.data);
  return at;
}

/** Event id of an encoded event. */
export function idOf(encoded: Buffer, offset: number): string {
  return encoded.toString('latin1', offset + 4, offset + 4 + UUID_LENGTH);
}

/** Reader placed at the stream name's length. */
function atStreamName(encoded: Buffer, offset: number): WireReader {
  const reader = new WireReader(encoded, offset + ID_FIELD_SIZE + 1);
  reader.varint();
  reader.varint();
  return reader;
}

/** UTF-8 bytes of the stream name of an encoded event. */
export function streamNameBytesOf(encoded: Buffer, offset: number): Buffer {
  return atStreamName(encoded, offset).content();
}

/** Stream name of an encoded event. */
export function streamNameOf(encoded: Buffer, offset: number): string {
  return atStreamName(encoded, offset).utf8();
}

/** Event type of an encoded event. */
export function eventTypeOf(encoded: Buffer, offset: number): string {
  const reader = atStreamName(encoded, offset);
  reader.skip(2);
  for (let field = 0; field < 3; field++) reader.skip(reader.varint());
  reader.varint();
  const entry = reader.message();
  entry.skip(entry.varint());
  entry.varint();
  return entry.utf8();
}

/** Data of an encoded event that ends at `end`; empty when it has none. */
export function dataOf(encoded: Buffer, offset: number, end: number): Buffer {
  const reader = new WireReader(encoded, offset, end);
  while (!reader.done) {
    const tag = reader.varint();
    if (tag === DATA) return reader.content();
    reader.skip(tag);
  }
  return Buffer.alloc(0);
}
