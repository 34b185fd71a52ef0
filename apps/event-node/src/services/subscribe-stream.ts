import { randomUUID } from 'node:crypto';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { EventStore } from '../event-store';
import { resolveLink, unresolved } from '../read/link-resolution';
import { isTombstoned, streamWindow } from '../read/stream-window';
import { encodeCaughtUp, encodeConfirmation, encodeReadEvent } from '../wire/read-response';
import { untilNews } from './news';
import type { ReadCall } from './read-call';
import { streamName } from './requests';
import { streamDeleted } from './rpc-error';

/**
 * Follows a stream from an event number on, catch-up and live in one loop: send what is there, say once that it is all, wait for a commit.
 * It ends only by cancel, or with stream-deleted behind the `$streamDeleted` event.
 */
export async function subscribeToStream(store: EventStore, call: ReadCall, options: ReadReq.Options): Promise<void> {
  const from = options.getStream() as ReadReq.Options.StreamOptions;
  const stream = streamName(from.getStreamIdentifier());
  if (isTombstoned(store, stream)) throw streamDeleted(stream);
  let next = firstRevision(store, stream, from);
  let caughtUp = false;
  await call.send(encodeConfirmation(randomUUID()));
  while (call.open) {
    const seen = store.reader.end;
    next = await sendFrom(store, call, stream, next, options.getResolveLinks());
    if (isTombstoned(store, stream)) throw streamDeleted(stream);
    const exists = streamWindow(store, stream).kind !== 'missing';
    if (!caughtUp && exists) await call.send(encodeCaughtUp());
    caughtUp ||= exists;
    if (store.reader.end === seen) await untilNews(store, call);
  }
}

function firstRevision(store: EventStore, stream: string, from: ReadReq.Options.StreamOptions): number {
  if (from.hasStart()) return 0;
  if (from.hasEnd()) return store.index.lastRevision(store.index.slotOf(stream)) + 1;
  return Number(from.getRevision()) + 1;
}

/** Sends what the stream has from `next` on, its tombstone included; answers the number to go on from. */
async function sendFrom(store: EventStore, call: ReadCall, stream: string, next: number, resolve: boolean): Promise<number> {
  const window = streamWindow(store, stream);
  if (window.kind === 'missing') return next;
  const slot = store.index.slotOf(stream);
  const last = store.index.lastRevision(slot);
  const oldestMs = window.kind === 'readable' ? window.oldestMs : Number.NEGATIVE_INFINITY;
  let revision = window.kind === 'readable' ? Math.max(next, window.first) : next;
  for (; revision <= last && call.open; revision++) {
    const record = store.reader.knownRecordAt(store.index.positionOf(slot, revision));
    if (record.createdMs < oldestMs) continue;
    const wait = call.send(encodeReadEvent(resolve ? resolveLink(store, record) : unresolved(record)));
    if (wait) await wait;
  }
  return revision;
}
