import { StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { LogRecord } from '../log/record';
import type { ResolvedEvent } from '../read/link-resolution';
import { fieldSize, varintSize, writeBytesField, writeFieldHeader, writeVarintField } from './varint';

const READ_EVENT = 0x0a;
const EVENT = 0x0a;
const LINK = 0x12;
const COMMIT_POSITION = 0x18;
const RETRY_COUNT = 0x28;

/**
 * ReadResp with one event. Written by hand: it wraps the bytes that lie in the log, without parsing or encoding them again. Persistent
 * subscriptions send the same message, with the number of times that the event was sent before.
 */
export function encodeReadEvent({ event, link }: ResolvedEvent, retryCount?: number): Buffer {
  const eventBytes = event?.encodedEvent;
  const linkBytes = link?.encodedEvent;
  const position = ((link ?? event) as LogRecord).position;
  const retrySize = retryCount === undefined ? 0 : 1 + varintSize(retryCount);
  const contentSize = (eventBytes ? fieldSize(eventBytes.length) : 0) + (linkBytes ? fieldSize(linkBytes.length) : 0);
  const size = contentSize + 1 + varintSize(position) + retrySize;
  const target = Buffer.allocUnsafe(fieldSize(size));
  let at = writeFieldHeader(target, 0, READ_EVENT, size);
  if (eventBytes) at = writeBytesField(target, at, EVENT, eventBytes);
  if (linkBytes) at = writeBytesField(target, at, LINK, linkBytes);
  at = writeVarintField(target, at, COMMIT_POSITION, position);
  if (retryCount !== undefined) writeVarintField(target, at, RETRY_COUNT, retryCount);
  return target;
}

function encode(fill: (response: ReadResp) => void): Buffer {
  const response = new ReadResp();
  fill(response);
  return Buffer.from(response.serializeBinary());
}

/** First message of every subscription. */
export function encodeConfirmation(subscriptionId: string): Buffer {
  return encode((response) => {
    const confirmation = new ReadResp.SubscriptionConfirmation();
    confirmation.setSubscriptionId(subscriptionId);
    response.setConfirmation(confirmation);
  });
}

/** Position up to which a filtered subscription has considered everything. */
export function encodeCheckpoint(position: number | bigint): Buffer {
  return encode((response) => {
    const checkpoint = new ReadResp.Checkpoint();
    checkpoint.setCommitPosition(String(position));
    checkpoint.setPreparePosition(String(position));
    response.setCheckpoint(checkpoint);
  });
}

export function encodeCaughtUp(): Buffer {
  return encode((response) => response.setCaughtUp(new ReadResp.CaughtUp()));
}

/** A subscription that was live is behind, and is read for from the log again until it has caught up. */
export function encodeFellBehind(): Buffer {
  return encode((response) => response.setFellBehind(new ReadResp.FellBehind()));
}

/** Not an error: a read of a stream without events ends with this. */
export function encodeStreamNotFound(stream: string): Buffer {
  return encode((response) => {
    const identifier = new StreamIdentifier();
    identifier.setStreamName(Buffer.from(stream, 'utf8'));
    const notFound = new ReadResp.StreamNotFound();
    notFound.setStreamIdentifier(identifier);
    response.setStreamNotFound(notFound);
  });
}
