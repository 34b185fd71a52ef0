import { crc32 } from 'node:zlib';
import {
  dataOf,
  eventTypeOf,
  idOf,
  type RecordedEvent,
  recordedEventSize,
  streamNameBytesOf,
  streamNameOf,
  writeRecordedEvent,
} from '../wire/recorded-event';

/*
 * One event in the log:
 *   0  u32  magic                     8   u32  CRC-32 of everything behind this field
 *   4  u32  length of the record      12  u32  flags
 *   16 f64  position of this record   24  f64  everything before this position was on disk when this was written
 *   32 f64  created, Unix ms          40  f64  stream revision
 *   48 ...  the event as the protocol sends it (ReadResp.ReadEvent.RecordedEvent)
 *   -4 u32  length again, to read backwards
 */
const MAGIC = 0x31524257;
const LENGTH_AT = 4;
const CRC_AT = 8;
const FLAGS_AT = 12;
const POSITION_AT = 16;
const SYNCED_AT = 24;
const CREATED_AT = 32;
const INDEX_AT = 40;
const EVENT_AT = 48;
const TRAILER_SIZE = 4;

/** Bytes that start every record; used to look for records behind a damaged one. */
export const RECORD_MAGIC = Buffer.from([0x57, 0x42, 0x52, 0x31]);
/** Bytes needed to know a record's length. */
export const RECORD_PREFIX_SIZE = 8;
/** Length of the length field at a record's end. */
export const RECORD_TRAILER_SIZE = TRAILER_SIZE;
/** A record may never be larger than this: clients accept messages of up to 17 MiB. */
export const MAX_RECORD_SIZE = 16 * 1024 * 1024;
const MIN_RECORD_SIZE = EVENT_AT + TRAILER_SIZE;

/** First record of a write. */
export const FIRST_OF_WRITE = 1;
/** Last record of a write: without it the write never happened. */
export const LAST_OF_WRITE = 2;
/** A `$streamDeleted` record, which ends its stream for ever. */
export const TOMBSTONE = 4;

/** One record; a view on the bytes that were read or written, nothing is copied. */
export class LogRecord {
  constructor(readonly bytes: Buffer) {}

  get position(): number {
    return this.bytes.readDoubleLE(POSITION_AT);
  }
  /** Position right behind this record. */
  get end(): number {
    return this.position + this.bytes.length;
  }
  get flags(): number {
    return this.bytes.readUInt32LE(FLAGS_AT);
  }
  get isTombstone(): boolean {
    return (this.flags & TOMBSTONE) !== 0;
  }
  /** Everything before this position was durable when this record was written. */
  get syncedBefore(): number {
    return this.bytes.readDoubleLE(SYNCED_AT);
  }
  /** Unix milliseconds. */
  get createdMs(): number {
    return this.bytes.readDoubleLE(CREATED_AT);
  }
  /** Place among the records of its stream, from 0: the stream revision, except for a tombstone. */
  get index(): number {
    return this.bytes.readDoubleLE(INDEX_AT);
  }
  get id(): string {
    return idOf(this.bytes, EVENT_AT);
  }
  get streamName(): string {
    return streamNameOf(this.bytes, EVENT_AT);
  }
  get streamNameBytes(): Buffer {
    return streamNameBytesOf(this.bytes, EVENT_AT);
  }
  get eventType(): string {
    return eventTypeOf(this.bytes, EVENT_AT);
  }
  get data(): Buffer {
    return dataOf(this.bytes, EVENT_AT, this.bytes.length - TRAILER_SIZE);
  }
  /** The event as the protocol sends it. */
  get encodedEvent(): Buffer {
    return this.bytes.subarray(EVENT_AT, this.bytes.length - TRAILER_SIZE);
  }
}

/** Exact size of the record that {@link writeRecord} makes of an event. */
export function recordSize(event: RecordedEvent): number {
  return EVENT_AT + recordedEventSize(event) + TRAILER_SIZE;
}

/** Writes a record of known size at `offset`. */
export function writeRecord(target: Buffer, offset: number, size: number, event: RecordedEvent, flags: number, syncedBefore: number): void {
  const tombstone = event.isTombstone ? TOMBSTONE : 0;
  target.writeUInt32LE(MAGIC, offset);
  target.writeUInt32LE(size, offset + LENGTH_AT);
  target.writeUInt32LE(flags | tombstone, offset + FLAGS_AT);
  target.writeDoubleLE(event.position, offset + POSITION_AT);
  target.writeDoubleLE(syncedBefore, offset + SYNCED_AT);
  target.writeDoubleLE(event.createdMs, offset + CREATED_AT);
  target.writeDoubleLE(event.index, offset + INDEX_AT);
  writeRecordedEvent(target, offset + EVENT_AT, event);
  target.writeUInt32LE(size, offset + size - TRAILER_SIZE);
  const checked = target.subarray(offset + FLAGS_AT, offset + size);
  target.writeUInt32LE(crc32(checked), offset + CRC_AT);
}

/** Length that the record at `offset` claims, or undefined when no record starts there. Needs {@link RECORD_PREFIX_SIZE} bytes. */
export function claimedRecordSize(bytes: Buffer, offset: number): number | undefined {
  if (bytes.readUInt32LE(offset) !== MAGIC) return undefined;
  const size = bytes.readUInt32LE(offset + LENGTH_AT);
  return size >= MIN_RECORD_SIZE && size <= MAX_RECORD_SIZE ? size : undefined;
}

/** Length that the record which ends at `end` claims. */
export function claimedSizeBefore(bytes: Buffer, end: number): number {
  return bytes.readUInt32LE(end - TRAILER_SIZE);
}

/** The record at `offset` when it is complete and undamaged and says that it belongs at `position`. */
export function verifiedRecord(bytes: Buffer, offset: number, position: number): LogRecord | undefined {
  if (offset + MIN_RECORD_SIZE > bytes.length) return undefined;
  const size = claimedRecordSize(bytes, offset);
  if (size === undefined || offset + size > bytes.length) return undefined;
  const record = new LogRecord(bytes.subarray(offset, offset + size));
  if (record.position !== position) return undefined;
  return crc32(record.bytes.subarray(FLAGS_AT)) === record.bytes.readUInt32LE(CRC_AT) ? record : undefined;
}
