import type { ServiceError } from '@grpc/grpc-js';
import { StoreUnavailable, StreamDeleted } from './errors';

/** What grpc-js throws, and the client where it finds no node: that has neither code nor metadata. */
type ClientError = Error & Partial<ServiceError>;

/** What a store says beside its answer, such as the kind of its refusal. */
const metadataOf = (error: unknown, name: string): string | undefined => (error as ClientError).metadata?.get(name)[0]?.toString();

/** grpc-js words for calls that found no connection to go out on, and the client's for a cluster that it could not find. */
const NEVER_SENT = /^(No connection established|Name resolution failed|Channel closed before call started|Failed to discover)/;

/** True when the call behind this error certainly did not reach a store. When in doubt: false. */
export function neverSent(error: unknown): boolean {
  const { details, message = '' } = error as ClientError;
  return NEVER_SENT.test(details ?? message);
}

/** gRPC codes with which a store refuses a call for what it is, before doing anything: retrying does not help. */
const REFUSALS = new Set([3, 7, 12, 16]);

export const isRefusal = (error: unknown): boolean => REFUSALS.has((error as ClientError).code ?? -1);

export const isMissingStream = (error: unknown): boolean => metadataOf(error, 'exception') === 'stream-not-found';

/** A position or range that this log does not have: the store answers UNKNOWN to reads and INVALID_ARGUMENT to subscriptions. */
const isInvalidPosition = (error: ClientError): boolean =>
  error.code === 2 || (error.code === 3 && metadataOf(error, 'exception') === undefined);

/**
 * A failed read in our words: {@link StreamDeleted}, RangeError for a position that is none in this log, else {@link StoreUnavailable}.
 */
export function readFailure(error: unknown, stream = '$all'): Error {
  const failure = error as ClientError;
  if (metadataOf(error, 'exception') === 'stream-deleted') return new StreamDeleted(metadataOf(error, 'stream-name') ?? stream);
  if (isInvalidPosition(failure)) return new RangeError(`not a position of this log: ${failure.message}`, { cause: error });
  return new StoreUnavailable(`reading ${stream} failed: ${failure.message}`, { cause: error });
}
