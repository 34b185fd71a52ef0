import { Empty, StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import { isKnownPosition, type LogPosition } from '../log-position';

type Direction = 'forwards' | 'backwards';

/** What to ask the store for. Bounds are inclusive, but for a subscription, which begins behind its place. */
export type ReadRequest =
  | {
      readonly of: 'stream';
      readonly stream: string;
      readonly from: number | 'start' | 'end';
      readonly direction: Direction;
      readonly maxCount: number;
    }
  | { readonly of: 'log'; readonly from: LogPosition | 'end'; readonly direction: Direction; readonly maxCount: number }
  /** All that stands in streams with these prefixes, and what comes. */
  | { readonly of: 'subscription'; readonly from: LogPosition; readonly prefixes: readonly string[] };

const { Options } = ReadReq;

/** `event_store.client.streams.ReadReq`. Asks for ids as text, and for links as they are. */
export function encodeReadRequest(request: ReadRequest): Buffer {
  const options = new Options();
  options.setUuidOption(new Options.UUIDOption().setString(new Empty()));
  if (request.of === 'stream') options.setStream(streamOptions(request.stream, request.from));
  else options.setAll(logOptions(request.from));
  if (request.of === 'subscription') {
    options.setSubscription(new Options.SubscriptionOptions()).setFilter(prefixFilter(request.prefixes));
  } else {
    options.setNoFilter(new Empty()).setCount(String(request.maxCount));
    options.setReadDirection(request.direction === 'forwards' ? Options.ReadDirection.FORWARDS : Options.ReadDirection.BACKWARDS);
  }
  return Buffer.from(new ReadReq().setOptions(options).serializeBinary());
}

function streamOptions(stream: string, from: number | 'start' | 'end'): ReadReq.Options.StreamOptions {
  const options = new Options.StreamOptions().setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(stream)));
  if (from === 'start') return options.setStart(new Empty());
  return from === 'end' ? options.setEnd(new Empty()) : options.setRevision(String(from));
}

/** A place before the first event is no position to a server. */
function logOptions(from: LogPosition | 'end'): ReadReq.Options.AllOptions {
  const options = new Options.AllOptions();
  if (from === 'end') return options.setEnd(new Empty());
  if (from.commit <= 0n || !isKnownPosition(from)) return options.setStart(new Empty());
  const { commit, prepare } = from;
  return options.setPosition(new Options.Position().setCommitPosition(String(commit)).setPreparePosition(String(prepare)));
}

/** The store tells how far it has looked after each window in which it found nothing. */
function prefixFilter(prefixes: readonly string[]): ReadReq.Options.FilterOptions {
  const names = new Options.FilterOptions.Expression().setPrefixList([...prefixes]);
  return new Options.FilterOptions().setStreamIdentifier(names).setCount(new Empty()).setCheckpointintervalmultiplier(1);
}
