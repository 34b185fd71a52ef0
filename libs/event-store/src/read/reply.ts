import type { EventId, Instant, RecordedEvent } from '@waybill/events';
import type { LogPosition } from '../log-position';
import { contentOf, readPosition, WireReader } from '../wire-reader';

/**
 * `event_store.client.streams.ReadResp`, read by hand into what Waybill works with. The client's own decoder builds every message twice and
 * passes positions through text. The tests write these bytes with the generated definitions.
 */
export type ReadReply =
  | { readonly event: RecordedEvent }
  /** A subscription: everything up to here was sent before, or left out by the filter. */
  | { readonly checkpoint: LogPosition }
  /** A subscription: there is nothing more at present, what comes from now on is new; or no longer so, as newer servers tell a subscriber that is behind. */
  | { readonly caughtUp: boolean }
  | { readonly missing: 'stream' }
  /** What no reader here asks for, such as the confirmation of a subscription. */
  | { readonly other: true };

/** What says everything by being there, by the number of its field. */
const BY_ITSELF: Readonly<Record<number, ReadReply>> = { 4: { missing: 'stream' }, 8: { caughtUp: true }, 9: { caughtUp: false } };

const NANOSECONDS_100_PER_MS = 10_000;

/** One message of a read or a subscription. @throws RangeError for bytes that are no such message */
export function decodeReadReply(bytes: Buffer): ReadReply {
  const reader = new WireReader(bytes);
  let reply: ReadReply = { other: true };
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) reply = readEvent(reader.content()) ?? reply;
    else if (field === 3) reply = { checkpoint: readPosition(reader.content()) };
    else {
      reader.skip();
      reply = BY_ITSELF[field] ?? reply;
    }
  }
  return reply;
}

/** Undefined for a link whose event is gone. */
function readEvent(bytes: Buffer): ReadReply | undefined {
  const event = contentOf(bytes, 1);
  return event && { event: readRecord(event) };
}

function readRecord(bytes: Buffer): RecordedEvent {
  const reader = new WireReader(bytes);
  const system = { type: '', json: false, appendedAt: undefined as Instant | undefined };
  let [eventId, stream, revision, preparePosition, position] = ['', '', 0n, 0n, 0n];
  let [metadata, data]: (Buffer | undefined)[] = [];
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) eventId = text(contentOf(reader.content(), 2));
    else if (field === 2) stream = text(contentOf(reader.content(), 3));
    else if (field === 3) revision = reader.uint64();
    else if (field === 4) preparePosition = reader.uint64();
    else if (field === 5) position = reader.uint64();
    else if (field === 6) readSystemMetadata(reader.content(), system);
    else if (field === 7) metadata = reader.content();
    else if (field === 8) data = reader.content();
    else reader.skip();
  }
  return {
    eventId: eventId as EventId,
    type: system.type,
    data: system.json ? jsonObject(data) : undefined,
    metadata: jsonObject(metadata),
    stream,
    revision: Number(revision),
    position,
    preparePosition,
    appendedAt: system.appendedAt,
  };
}

/** One entry of the store's own metadata: type, content type, or when it was appended in units of 100 ns. */
function readSystemMetadata(bytes: Buffer, system: { type: string; json: boolean; appendedAt: Instant | undefined }): void {
  const key = text(contentOf(bytes, 1));
  const value = text(contentOf(bytes, 2));
  if (key === 'type') system.type = value;
  else if (key === 'content-type') system.json = value === 'application/json';
  else if (key === 'created') system.appendedAt = Math.floor(Number(value) / NANOSECONDS_100_PER_MS) as Instant;
}

const text = (bytes: Buffer | undefined): string => bytes?.toString() ?? '';

/** Undefined for what is no JSON object. */
function jsonObject(bytes: Buffer | undefined): unknown {
  if (!bytes?.length) return undefined;
  try {
    const value: unknown = JSON.parse(text(bytes));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
