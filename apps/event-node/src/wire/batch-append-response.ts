import {
  BadRequest,
  MaximumAppendSizeExceeded,
  StreamDeleted,
  StreamIdentifier,
  Timeout,
  Unknown,
  UUID,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { Empty } from 'google-protobuf/google/protobuf/empty_pb';
import { ANY, type ExpectedRevision, NO_STREAM, STREAM_EXISTS } from '../write/expected-revision';
import { fieldSize, varintSize, writeBytesField, writeFieldHeader, writeVarintField } from './varint';

/** What a reply must carry to find its write in the client. */
export interface BatchAddress {
  readonly correlation: Buffer;
  readonly stream: string;
}

/** Reply for a stored write, by hand. `revision` -1: the stream has no events; `position` undefined: no event to point to. */
export function encodeBatchSuccess({ correlation, stream }: BatchAddress, revision: number, position: number | undefined): Buffer {
  const name = Buffer.from(stream, 'utf8');
  const result = encodeResult(revision, position);
  const identifierSize = fieldSize(name.length);
  const target = Buffer.allocUnsafe(fieldSize(correlation.length) + fieldSize(result.length) + fieldSize(identifierSize));
  let at = writeBytesField(target, 0, 0x0a, correlation);
  at = writeBytesField(target, at, 0x1a, result);
  at = writeFieldHeader(target, at, 0x22, identifierSize);
  writeBytesField(target, at, 0x1a, name);
  return target;
}

function encodeResult(revision: number, position: number | undefined): Buffer {
  const positionSize = position === undefined ? 0 : 2 * (1 + varintSize(position));
  const target = Buffer.allocUnsafe((revision < 0 ? 2 : 1 + varintSize(revision)) + fieldSize(positionSize));
  let at = revision < 0 ? writeFieldHeader(target, 0, 0x12, 0) : writeVarintField(target, 0, 0x08, revision);
  at = writeFieldHeader(target, at, position === undefined ? 0x22 : 0x1a, positionSize);
  if (position === undefined) return target;
  at = writeVarintField(target, at, 0x08, position);
  writeVarintField(target, at, 0x10, position);
  return target;
}

interface Detail {
  serializeBinary(): Uint8Array;
}

function encodeError({ correlation, stream }: BatchAddress, code: number, type: string, message: string, detail: Detail): Buffer {
  const details = new Any();
  details.pack(detail.serializeBinary(), `event_store.client.${type}`);
  const error = new Status();
  error.setCode(code as Parameters<Status['setCode']>[0]);
  error.setMessage(message);
  error.setDetails(details);
  const identifier = new StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream, 'utf8'));
  const response = new BatchAppendResp();
  response.setCorrelationId(UUID.deserializeBinary(correlation));
  response.setStreamIdentifier(identifier);
  response.setError(error);
  return Buffer.from(response.serializeBinary());
}

export function encodeWrongExpectedVersion(address: BatchAddress, expected: ExpectedRevision, current: number): Buffer {
  const detail = new WrongExpectedVersion();
  if (current < 0) detail.setCurrentNoStream(new Empty());
  else detail.setCurrentStreamRevision(String(current));
  if (expected === ANY) detail.setExpectedAny(new Empty());
  else if (expected === NO_STREAM) detail.setExpectedNoStream(new Empty());
  else if (expected === STREAM_EXISTS) detail.setExpectedStreamExists(new Empty());
  else detail.setExpectedStreamPosition(String(expected));
  return encodeError(address, 6, 'WrongExpectedVersion', 'WrongExpectedVersion', detail);
}

export function encodeStreamDeleted(address: BatchAddress): Buffer {
  const identifier = new StreamIdentifier();
  identifier.setStreamName(Buffer.from(address.stream, 'utf8'));
  const detail = new StreamDeleted();
  detail.setStreamIdentifier(identifier);
  return encodeError(address, 5, 'StreamDeleted', 'StreamDeleted', detail);
}

/** The node did not get to the write in time. */
export function encodeTimeout(address: BatchAddress): Buffer {
  return encodeError(address, 4, 'Timeout', 'Timeout', new Timeout());
}

/** Nothing was stored, and the write may be sent again later. Only the code (gRPC's UNAVAILABLE) tells it from an unknown outcome. */
export function encodeUnavailable(address: BatchAddress, message: string): Buffer {
  return encodeError(address, 14, 'Unknown', message, new Unknown());
}

export function encodeMaximumAppendSizeExceeded(address: BatchAddress, limit: number): Buffer {
  const detail = new MaximumAppendSizeExceeded();
  detail.setMaxappendsize(limit);
  return encodeError(address, 3, 'MaximumAppendSizeExceeded', 'MaximumAppendSizeExceeded', detail);
}

export function encodeBadRequest(address: BatchAddress, reason: string): Buffer {
  const detail = new BadRequest();
  detail.setMessage(reason);
  return encodeError(address, 3, 'BadRequest', `BadRequest: ${reason}`, detail);
}
