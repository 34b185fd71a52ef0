import type { ReadReq } from '@eventstore/db-client/generated/streams_pb';
import type { EventStore } from '../event-store';
import { SEGMENT_HEADER_SIZE } from '../log/segment-file';
import { invalidArgument } from './rpc-error';

const INT64_MAX = 2 ** 63;

/** A position in `$all` as a client names it. */
export type AllPosition = { readonly kind: 'start' } | { readonly kind: 'end' } | { readonly kind: 'at'; readonly position: number };

/** Throws INVALID_ARGUMENT for positions that cannot be one. */
export function allPosition(options: ReadReq.Options.AllOptions): AllPosition {
  if (options.hasStart()) return { kind: 'start' };
  if (options.hasEnd()) return { kind: 'end' };
  const position = options.getPosition();
  const commit = Number(position?.getCommitPosition() ?? Number.NaN);
  const prepare = Number(position?.getPreparePosition() ?? Number.NaN);
  if (!(commit >= prepare && commit < INT64_MAX)) throw invalidArgument('Trying to read from an invalid position.');
  return { kind: 'at', position: commit };
}

/**
 * Where a scan forwards begins that includes the record at `from`. Throws InvalidPosition where no record starts, as real servers do, except
 * that those take what they find there for a record now and then.
 */
export function inclusiveStart(store: EventStore, from: AllPosition): number {
  if (from.kind === 'start') return SEGMENT_HEADER_SIZE;
  if (from.kind === 'end' || from.position >= store.reader.end) return store.reader.end;
  return store.reader.recordAt(from.position).position;
}

/** Where a scan backwards begins, which never includes the record at `from`. */
export function exclusiveEnd(store: EventStore, from: AllPosition): number {
  return from.kind === 'start' ? SEGMENT_HEADER_SIZE : inclusiveStart(store, from);
}

/** Where a subscription begins, which never includes the record at `from`. Positions before the first record mean the start. */
export function exclusiveStart(store: EventStore, from: AllPosition): number {
  if (from.kind !== 'at') return inclusiveStart(store, from);
  if (from.position < SEGMENT_HEADER_SIZE) return SEGMENT_HEADER_SIZE;
  if (from.position >= store.reader.end) return store.reader.end;
  return store.reader.recordAt(from.position).end;
}
