import { MaximumAppendSizeExceeded, WrongExpectedVersion } from '@eventstore/db-client/generated/shared_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import { AppendRefused, AppendTooLarge, StoreUnavailable, StreamDeleted, UnknownOutcome, WrongRevision } from '../errors';
import { isKnownPosition, type LogPosition } from '../log-position';
import { contentOf, readPosition, WireReader } from '../wire-reader';
import type { AppendWrite } from './request';

/** Where a write ended up. */
export interface Appended {
  /** Revision of the write's last event. */
  readonly revision: number;
  /** Commit position of the write's last event. Undefined when an earlier attempt had stored it and it can no longer be read. */
  readonly position: bigint | undefined;
}

/** One answer of the store: to which attempt, and which. */
export interface AppendReply {
  readonly correlation: string;
  readonly error: Status | undefined;
  readonly success: Appended | undefined;
}

/** `event_store.client.streams.BatchAppendResp`, read by hand but for failures. @throws RangeError for bytes that are no such message */
export function decodeReply(bytes: Buffer): AppendReply {
  const reader = new WireReader(bytes);
  let [correlation, error, success]: [string, Status?, Appended?] = [''];
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) correlation = contentOf(reader.content(), 2)?.toString().toLowerCase() ?? '';
    else if (field === 2) error = Status.deserializeBinary(reader.content());
    else if (field === 3) success = readSuccess(reader.content());
    else reader.skip();
  }
  return { correlation, error, success };
}

function readSuccess(bytes: Buffer): Appended {
  const reader = new WireReader(bytes);
  let [revision, position]: [number, LogPosition?] = [0];
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) revision = Number(reader.uint64());
    else if (field === 3) position = readPosition(reader.content());
    else reader.skip();
  }
  return { revision, position: position && isKnownPosition(position) ? position.commit : undefined };
}

/** What the answer says about the write. Throws our word for a failure. */
export function outcome({ error, success }: AppendReply, write: AppendWrite): Appended {
  if (error) throw failure(error, write);
  if (!success) throw new UnknownOutcome(`the store's answer for ${write.stream} says nothing`);
  return success;
}

/** gRPC's code with which the embedded node refuses what it has no room for; nothing of it was stored. */
const UNAVAILABLE = 14;
/** gRPC's code for a message that is larger than a server takes. */
const RESOURCE_EXHAUSTED = 8;

/** The store names the kind of error by the type of its details. */
function failure(error: Status, write: AppendWrite): Error {
  const details = error.getDetails();
  const { stream } = write;
  if (Number(error.getCode()) === UNAVAILABLE)
    return new StoreUnavailable(`the store cannot append to ${stream} now: ${error.getMessage()}`);
  if (Number(error.getCode()) === RESOURCE_EXHAUSTED)
    return new AppendTooLarge(`the events for ${stream} are larger than the store takes at once`);
  switch (details?.getTypeName()) {
    case 'event_store.client.WrongExpectedVersion':
      return wrongRevision(details.getValue_asU8(), write);
    case 'event_store.client.StreamDeleted':
      return new StreamDeleted(stream);
    case 'event_store.client.MaximumAppendSizeExceeded': {
      const limit = MaximumAppendSizeExceeded.deserializeBinary(details.getValue_asU8()).getMaxappendsize();
      return new AppendTooLarge(`${write.eventIds.length} events for ${stream} have more than ${limit} bytes`);
    }
    case 'event_store.client.MaximumAppendEventSizeExceeded':
      return new AppendTooLarge(`an event for ${stream} is larger than the store takes`);
    case 'event_store.client.AccessDenied':
      return new StoreUnavailable(`the store does not let this user append to ${stream}: ${error.getMessage()}`);
    case 'event_store.client.BadRequest':
    case 'event_store.client.InvalidTransaction':
      return new AppendRefused(`the store refused to append to ${stream}: ${error.getMessage()}`);
    default:
      // Timeout and Unknown: the write may still come through.
      return new UnknownOutcome(`appending to ${stream} failed: ${error.getMessage()}`);
  }
}

function wrongRevision(details: Uint8Array, { stream, expected }: AppendWrite): WrongRevision {
  const version = WrongExpectedVersion.deserializeBinary(details);
  const actual = version.hasCurrentStreamRevision() ? Number(version.getCurrentStreamRevision()) : -1;
  return new WrongRevision(stream, expected, actual);
}
