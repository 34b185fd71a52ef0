import { ANY, type ExpectedRevision, NO_STREAM, STREAM_EXISTS } from './expected-revision';

/** What the decision needs to know about a stream, writes of the same group included. */
export interface StreamState {
  /** -1 when it has no events. */
  readonly lastRevision: number;
  readonly tombstoned: boolean;
  /** Its metadata says that everything up to the largest number is deleted. */
  readonly softDeleted: boolean;
  /** Its metadata stream has at least one event. */
  readonly hasMetadata: boolean;
  /** Id of a stored event, undefined beyond the end. */
  eventIdAt(revision: number): string | undefined;
  /** Number that an event id got in this stream, if it was written lately by this process. */
  recentRevisionOf(id: string): number | undefined;
}

export type Verdict =
  | { readonly kind: 'write' }
  /** All of it is stored already, ending at `revision`. */
  | { readonly kind: 'idempotent'; readonly revision: number }
  | { readonly kind: 'wrongExpectedRevision'; readonly current: number }
  | { readonly kind: 'streamDeleted' };

const WRITE: Verdict = { kind: 'write' };
const DELETED: Verdict = { kind: 'streamDeleted' };

/** The server's rule for a write of events with these ids. Pure; the order of the checks is part of the rule. */
export function decideWrite(state: StreamState, expected: ExpectedRevision, ids: readonly string[]): Verdict {
  if (state.tombstoned) return DELETED;
  if (expected === STREAM_EXISTS && state.softDeleted) return DELETED;
  if (expected === STREAM_EXISTS && state.lastRevision < 0 && !state.hasMetadata) return wrong(state);
  if (expected === ANY || expected === STREAM_EXISTS) return decideByRecentIds(state, ids);
  if (expected < state.lastRevision) return decideByStoredIds(state, expected, ids);
  return expected === state.lastRevision ? WRITE : wrong(state);
}

/** Best effort only: ids of older writes, or of writes before a restart, are not known any more. */
function decideByRecentIds(state: StreamState, ids: readonly string[]): Verdict {
  const [first] = ids;
  if (first === undefined || state.recentRevisionOf(first) === undefined) return WRITE;
  const revisions = ids.map((id) => state.recentRevisionOf(id));
  if (revisions.includes(undefined)) return wrong(state);
  return { kind: 'idempotent', revision: revisions.at(-1) as number };
}

/** Durable: compares with the events that are stored behind the expected revision. */
function decideByStoredIds(state: StreamState, expected: number, ids: readonly string[]): Verdict {
  const differs = ids.findIndex((id, i) => state.eventIdAt(expected + 1 + i) !== id);
  if (differs === 0 && expected === NO_STREAM && state.softDeleted) return WRITE;
  if (differs >= 0 || ids.length === 0) return wrong(state);
  return { kind: 'idempotent', revision: expected + ids.length };
}

function wrong(state: StreamState): Verdict {
  return { kind: 'wrongExpectedRevision', current: state.lastRevision };
}
