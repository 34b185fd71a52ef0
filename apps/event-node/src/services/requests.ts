import type { Empty, StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import { ANY, type ExpectedRevision, NO_STREAM, STREAM_EXISTS } from '../write/expected-revision';
import { invalidArgument } from './rpc-error';

/** Name in a stream identifier. Throws INVALID_ARGUMENT when it is empty or missing. */
export function streamName(identifier: StreamIdentifier | undefined): string {
  const name = identifier ? Buffer.from(identifier.getStreamName_asU8()).toString('utf8') : '';
  if (name === '') throw invalidArgument('A stream name must not be empty.');
  return name;
}

/** The four ways in which Append, Delete and Tombstone state what they expect. */
interface RevisionOptions {
  hasAny(): boolean;
  hasNoStream(): boolean;
  hasStreamExists(): boolean;
  hasRevision(): boolean;
  getRevision(): string;
  getAny(): Empty | undefined;
}

export function expectedRevision(options: RevisionOptions): ExpectedRevision {
  if (options.hasAny()) return ANY;
  if (options.hasNoStream()) return NO_STREAM;
  if (options.hasStreamExists()) return STREAM_EXISTS;
  if (options.hasRevision()) return Number(options.getRevision());
  throw invalidArgument('No expected revision is given.');
}

const BACKWARDS = 1;

/** True when a read asks for the newest event first. */
export function isBackwards(options: ReadReq.Options): boolean {
  return options.getReadDirection() === BACKWARDS;
}
