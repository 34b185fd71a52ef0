import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { EventStore } from '../event-store';
import { InvalidPosition } from '../log/log-error';
import { readAll } from './read-all';
import { type RawReadCall, ReadCall } from './read-call';
import { readStream } from './read-stream';
import { isBackwards } from './requests';
import { asServiceError, invalidArgument, unknownPosition } from './rpc-error';
import { subscribeToAll } from './subscribe-all';
import { subscribeToStream } from './subscribe-stream';

/** Streams.Read: four calls in one, told apart by the options. */
export async function read(store: EventStore, raw: RawReadCall): Promise<void> {
  const call = new ReadCall(raw);
  try {
    await dispatch(store, call, checked(raw.request.getOptions()));
  } catch (error) {
    call.fail(error instanceof InvalidPosition ? unknownPosition(error.position) : asServiceError(error));
  }
}

function dispatch(store: EventStore, call: ReadCall, options: ReadReq.Options): Promise<void> {
  if (options.hasStream()) return options.hasSubscription() ? subscribeToStream(store, call, options) : readStream(store, call, options);
  return options.hasSubscription() ? subscribeToAll(store, call, options) : readAll(store, call, options);
}

function checked(options: ReadReq.Options | undefined): ReadReq.Options {
  if (!options) throw invalidArgument('The request has no options.');
  if (!options.hasUuidOption()) throw invalidArgument('`uuidOption` is a required argument.');
  if (options.hasStream() === options.hasAll()) throw invalidArgument('Either a stream or all streams must be named.');
  if (options.hasSubscription() === options.hasCount()) throw invalidArgument('Either a count or a subscription must be asked for.');
  if (options.hasSubscription() && isBackwards(options)) throw invalidArgument('A subscription cannot run backwards.');
  if (options.hasStream() && options.hasFilter()) throw invalidArgument('Only $all can be filtered.');
  return options;
}
