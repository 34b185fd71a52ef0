import { type DeleteReq, DeleteResp, type TombstoneReq, TombstoneResp } from '@eventstore/db-client/generated/streams_pb';
import type { handleUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type { EventStore } from '../event-store';
import { WRITE_TIMEOUT_MS } from '../write/append-limits';
import type { WriteOutcome } from '../write/write-request';
import { expectedRevision, streamName } from './requests';
import { asServiceError, streamDeleted, wrongExpectedVersion } from './rpc-error';
import { failedWrite } from './write-failure';

type Options = DeleteReq.Options | TombstoneReq.Options;

/** Streams.Delete: hides the stream's events; a later write brings the stream back. */
export function deleteStream(store: EventStore): handleUnaryCall<DeleteReq, DeleteResp> {
  return (call, callback) =>
    remove(store, 'softDelete', call.request.getOptions(), callback, (at) => {
      const position = new DeleteResp.Position();
      position.setCommitPosition(String(at));
      position.setPreparePosition(String(at));
      const response = new DeleteResp();
      response.setPosition(position);
      return response;
    });
}

/** Streams.Tombstone: ends the stream for ever. */
export function tombstoneStream(store: EventStore): handleUnaryCall<TombstoneReq, TombstoneResp> {
  return (call, callback) =>
    remove(store, 'tombstone', call.request.getOptions(), callback, (at) => {
      const position = new TombstoneResp.Position();
      position.setCommitPosition(String(at));
      position.setPreparePosition(String(at));
      const response = new TombstoneResp();
      response.setPosition(position);
      return response;
    });
}

function remove<T>(
  store: EventStore,
  intent: 'softDelete' | 'tombstone',
  options: Options | undefined,
  callback: sendUnaryData<T>,
  respond: (position: number) => T,
): void {
  try {
    const stream = streamName(options?.getStreamIdentifier());
    const expected = expectedRevision(options as Options);
    const request = { stream, expected, intent, events: [], deadline: performance.now() + WRITE_TIMEOUT_MS } as const;
    store.writes.submit(request, (outcome) => answer(outcome, stream, expected, callback, respond));
  } catch (error) {
    callback(asServiceError(error));
  }
}

function answer<T>(outcome: WriteOutcome, stream: string, expected: number, callback: sendUnaryData<T>, respond: (at: number) => T): void {
  if (outcome.kind === 'written' || outcome.kind === 'idempotent') callback(null, respond(outcome.position ?? 0));
  else if (outcome.kind === 'streamDeleted') callback(streamDeleted(stream));
  else if (outcome.kind === 'wrongExpectedRevision') callback(wrongExpectedVersion('Delete', stream, expected, outcome.current));
  else callback(failedWrite(outcome));
}
