import type { ExpectedRevision } from './expected-revision';

/** An event as a client proposes it. */
export interface ProposedEvent {
  /** Lower-case UUID. */
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly metadata: Buffer;
  readonly data: Buffer;
}

/** One atomic write: all of its events or none. */
export interface WriteRequest {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly intent: 'append' | 'softDelete' | 'tombstone';
  readonly events: readonly ProposedEvent[];
  /** On the monotonic clock (`performance.now`); a write not begun by then is answered `timeout`. */
  readonly deadline: number;
}

/** How a write ended. `position` is undefined when there is no event to point to (any more). */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly revision: number; readonly position: number | undefined }
  | { readonly kind: 'idempotent'; readonly revision: number; readonly position: number | undefined }
  | { readonly kind: 'wrongExpectedRevision'; readonly current: number }
  | { readonly kind: 'streamDeleted' }
  | { readonly kind: 'timeout' }
  /** The node is stopping; nothing was stored. */
  | { readonly kind: 'stopping' }
  /** No space left; nothing was kept, the node goes on. */
  | { readonly kind: 'full' }
  /** The event would not fit into a record. */
  | { readonly kind: 'badRequest'; readonly reason: string }
  /** The node cannot write any more; whether this write happened is unknown. */
  | { readonly kind: 'unavailable'; readonly reason: string };
