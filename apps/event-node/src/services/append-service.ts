import { Empty } from '@eventstore/db-client/generated/shared_pb';
import { type AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb';
import type { ServerReadableStream, sendUnaryData } from '@grpc/grpc-js';
import type { EventStore } from '../event-store';
import { uuidFromBytes } from '../wire/uuid';
import { appendSize, MAX_APPEND_SIZE, WRITE_TIMEOUT_MS } from '../write/append-limits';
import { ANY, type ExpectedRevision, NO_STREAM, STREAM_EXISTS } from '../write/expected-revision';
import type { ProposedEvent, WriteOutcome } from '../write/write-request';
import { expectedRevision, streamName } from './requests';
import {
  asServiceError,
  invalidArgument,
  maximumAppendSizeExceeded,
  missingRequiredMetadata,
  streamDeleted,
  unavailable,
} from './rpc-error';
import { failedWrite } from './write-failure';

type AppendCall = ServerReadableStream<AppendReq, AppendResp>;

/**
 * Streams.Append: options, then events, one write, one reply. Clients use it when a call carries credentials of its own. One that is still
 * open when the node stops would hold up the stop; it is told to be sent again.
 */
export function append(store: EventStore, call: AppendCall, callback: sendUnaryData<AppendResp>, stopping: AbortSignal): void {
  const incoming = new IncomingAppend(store.behave?.maxAppendSize ?? MAX_APPEND_SIZE);
  let done = false;
  const answer: sendUnaryData<AppendResp> = (error, response) => {
    if (!done) callback(error, response);
    done = true;
    stopping.removeEventListener('abort', refuse);
  };
  const refuse = (): void => answer(unavailable('The event node is shutting down.'));
  stopping.addEventListener('abort', refuse);
  const guarded = (work: () => void): void => {
    try {
      if (!done) work();
    } catch (error) {
      answer(asServiceError(error));
    }
  };
  call.on('data', (message: AppendReq) => guarded(() => incoming.add(message)));
  call.on('end', () => guarded(() => submit(store, incoming, answer)));
}

class IncomingAppend {
  readonly events: ProposedEvent[] = [];
  private target: { readonly stream: string; readonly expected: ExpectedRevision } | undefined;
  private size = 0;

  constructor(private readonly maxSize: number) {}

  add(message: AppendReq): void {
    const options = message.getOptions();
    if (options) this.target = { stream: streamName(options.getStreamIdentifier()), expected: expectedRevision(options) };
    const proposed = message.getProposedMessage();
    if (!proposed) return;
    const event = proposedEvent(proposed);
    this.size += appendSize(event);
    if (this.size > this.maxSize) throw maximumAppendSizeExceeded(this.maxSize);
    this.events.push(event);
  }

  get addressed(): { readonly stream: string; readonly expected: ExpectedRevision } {
    if (!this.target) throw invalidArgument('The append has no options.');
    return this.target;
  }
}

function proposedEvent(message: AppendReq.ProposedMessage): ProposedEvent {
  const properties = message.getMetadataMap();
  const type = properties.get('type');
  const contentType = properties.get('content-type');
  if (!type) throw missingRequiredMetadata('type');
  if (contentType === undefined) throw missingRequiredMetadata('content-type');
  const id = message.getId();
  const uuid = id ? uuidFromBytes(Buffer.from(id.serializeBinary())) : '';
  if (uuid === '') throw invalidArgument('An event needs an id.');
  const data = Buffer.from(message.getData_asU8());
  const metadata = Buffer.from(message.getCustomMetadata_asU8());
  return { id: uuid, type, isJson: contentType === 'application/json', data, metadata };
}

function submit(store: EventStore, incoming: IncomingAppend, answer: sendUnaryData<AppendResp>): void {
  const { stream, expected } = incoming.addressed;
  const deadline = performance.now() + WRITE_TIMEOUT_MS;
  store.writes.submit({ stream, expected, intent: 'append', events: incoming.events, deadline }, (outcome) => {
    if (outcome.kind === 'streamDeleted') answer(streamDeleted(stream));
    else if (outcome.kind === 'written' || outcome.kind === 'idempotent') answer(null, success(outcome));
    else if (outcome.kind === 'wrongExpectedRevision') answer(null, wrongVersion(expected, outcome.current));
    else answer(failedWrite(outcome));
  });
}

function success(outcome: Extract<WriteOutcome, { kind: 'written' | 'idempotent' }>): AppendResp {
  const result = new AppendResp.Success();
  if (outcome.revision < 0) result.setNoStream(new Empty());
  else result.setCurrentRevision(String(outcome.revision));
  if (outcome.position === undefined) result.setNoPosition(new Empty());
  else result.setPosition(appendPosition(outcome.position));
  const response = new AppendResp();
  response.setSuccess(result);
  return response;
}

function appendPosition(at: number): AppendResp.Position {
  const position = new AppendResp.Position();
  position.setCommitPosition(String(at));
  position.setPreparePosition(String(at));
  return position;
}

function wrongVersion(expected: ExpectedRevision, current: number): AppendResp {
  const result = new AppendResp.WrongExpectedVersion();
  if (expected === ANY) result.setExpectedAny(new Empty());
  else if (expected === NO_STREAM) result.setExpectedNoStream(new Empty());
  else if (expected === STREAM_EXISTS) result.setExpectedStreamExists(new Empty());
  else result.setExpectedRevision(String(expected));
  if (current < 0) result.setCurrentNoStream(new Empty());
  else result.setCurrentRevision(String(current));
  const response = new AppendResp();
  response.setWrongExpectedVersion(result);
  return response;
}
