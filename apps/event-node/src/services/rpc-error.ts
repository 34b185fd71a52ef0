import { Metadata, type ServiceError, status } from '@grpc/grpc-js';

/** A failed call: gRPC status plus the trailing keys from which the client picks its error class. Keys of a row are always complete. */
export function rpcError(code: status, details: string, trailers: Readonly<Record<string, string>> = {}): ServiceError {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, headerValue(value));
  return Object.assign(new Error(details), { code, details, metadata });
}

/** HTTP/2 header values are ASCII; a stream name need not be. */
function headerValue(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : encodeURI(text);
}

export function streamDeleted(stream: string): ServiceError {
  return rpcError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });
}

/** Delete and tombstone only; an append answers a wrong version with a normal reply. */
export function wrongExpectedVersion(operation: string, stream: string, expected: number, actual: number): ServiceError {
  const details = `${operation} failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`;
  return rpcError(status.FAILED_PRECONDITION, details, {
    exception: 'wrong-expected-version',
    'stream-name': stream,
    'expected-version': String(expected),
    'actual-version': String(actual),
  });
}

export function maximumAppendSizeExceeded(limit: number): ServiceError {
  return rpcError(status.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  });
}

export function missingRequiredMetadata(property: string): ServiceError {
  return rpcError(status.INVALID_ARGUMENT, `Required Metadata Property '${property}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });
}

/** What can be wrong with a group of a persistent subscription: status, name of the error, sentence. */
const GROUP_FAULTS = {
  exists: [status.ALREADY_EXISTS, 'persistent-subscription-exists', 'exists already'],
  none: [status.NOT_FOUND, 'persistent-subscription-does-not-exist', 'does not exist'],
  tooMany: [status.FAILED_PRECONDITION, 'maximum-subscribers-reached', 'has its maximum of subscribers'],
  dropped: [status.CANCELLED, 'persistent-subscription-dropped', 'was dropped'],
} as const;

/** A persistent subscription cannot be had as it was asked for. */
export function groupFault(fault: keyof typeof GROUP_FAULTS, stream: string, group: string): ServiceError {
  const [code, exception, words] = GROUP_FAULTS[fault];
  return rpcError(code, `Subscription group ${group} on stream ${stream} ${words}.`, {
    exception,
    'stream-name': stream,
    'group-name': group,
  });
}

/** A group cannot be made with these settings. */
export function groupFailed(stream: string, group: string, reason: string): ServiceError {
  return rpcError(status.INTERNAL, `Subscription group ${group} on stream ${stream} failed: '${reason}'`, {
    exception: 'persistent-subscription-failed',
    'stream-name': stream,
    'group-name': group,
    reason,
  });
}

export function invalidArgument(details: string): ServiceError {
  return rpcError(status.INVALID_ARGUMENT, details);
}

/** A group of `$all` that would begin where a commit lies before its own prepare. */
export function unknownStart(): ServiceError {
  return rpcError(status.UNKNOWN, 'The prepare position must be less than or equal to the commit position.');
}

/** A `$all` position at which no record starts. */
export function unknownPosition(position: number): ServiceError {
  return rpcError(status.UNKNOWN, `No record starts at position ${position}.`);
}

/** What servers call it that cannot read a stream forwards from behind its end. */
export function unexpectedResult(): ServiceError {
  return rpcError(status.UNKNOWN, 'Unexpected ReadStreamResult: Error');
}

/** A subscriber has not taken what came while it was live; it has to subscribe again. */
export function consumerTooSlow(when: 'to handle event while live' | 'while transitioning to live'): ServiceError {
  return rpcError(status.ABORTED, `Operation timed out: Consumer too slow ${when}. Client resubscription required.`);
}

export function unavailable(reason: string): ServiceError {
  return rpcError(status.UNAVAILABLE, reason);
}

/** The node did not get to the write in time; whether it happens is unknown to the caller. */
export function writeTimeout(): ServiceError {
  return rpcError(status.ABORTED, 'The write did not complete in time.');
}

/** How an open call ends when the node shuts down. */
export function shuttingDown(): ServiceError {
  return rpcError(status.CANCELLED, 'The node is shutting down.');
}

/** Any thrown value as the error of a call. */
export function asServiceError(thrown: unknown): ServiceError {
  if (thrown instanceof Error && 'code' in thrown && 'details' in thrown) return thrown as ServiceError;
  return rpcError(status.UNKNOWN, thrown instanceof Error ? thrown.message : String(thrown));
}
