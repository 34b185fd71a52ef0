import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { EventStore } from '../event-store';
import { resolveLink, unresolved } from '../read/link-resolution';
import { type StreamWindow, streamWindow } from '../read/stream-window';
import { encodeReadEvent, encodeStreamNotFound } from '../wire/read-response';
import type { ReadCall } from './read-call';
import { isBackwards, streamName } from './requests';
import { streamDeleted, unexpectedResult } from './rpc-error';

type Readable = Extract<StreamWindow, { kind: 'readable' }>;

/** Reads a stream forwards or backwards within its bounds. A missing stream is a message, a tombstoned one an error. */
export async function readStream(store: EventStore, call: ReadCall, options: ReadReq.Options): Promise<void> {
  const from = options.getStream() as ReadReq.Options.StreamOptions;
  const stream = streamName(from.getStreamIdentifier());
  const window = streamWindow(store, stream);
  if (window.kind === 'deleted') throw streamDeleted(stream);
  if (from.hasEnd() && !isBackwards(options)) throw unexpectedResult();
  if (window.kind === 'missing') await call.send(encodeStreamNotFound(stream));
  else await sendEvents(store, call, options, window, revisions(from, window, isBackwards(options)));
  call.end();
}

/** Event numbers to visit; the window is taken once, so that a read of a growing stream ends. */
function* revisions(from: ReadReq.Options.StreamOptions, { first, last }: Readable, backwards: boolean): Generator<number> {
  const asked = from.hasStart() ? 0 : from.hasEnd() ? Number.POSITIVE_INFINITY : Number(from.getRevision());
  if (backwards) for (let revision = Math.min(asked, last); revision >= first; revision--) yield revision;
  else for (let revision = Math.max(asked, first); revision <= last; revision++) yield revision;
}

async function sendEvents(
  store: EventStore,
  call: ReadCall,
  options: ReadReq.Options,
  window: Readable,
  from: Iterable<number>,
): Promise<void> {
  let left = Number(options.getCount());
  const resolve = options.getResolveLinks();
  for (const revision of from) {
    if (left <= 0 || !call.open) return;
    const record = store.reader.knownRecordAt(store.index.positionOf(window.slot, revision));
    if (record.createdMs < window.oldestMs) continue;
    left -= 1;
    const wait = call.send(encodeReadEvent(resolve ? resolveLink(store, record) : unresolved(record)));
    if (wait) await wait;
  }
}
