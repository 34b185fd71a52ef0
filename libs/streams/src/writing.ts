import type { Fold } from '@waybill/domain';
import type { EventLog } from '@waybill/event-store';
import type { Instant, NewEvent } from '@waybill/events';
import type { StreamMemory, StreamView } from './memory';

/** What a step wants written, and what it tells its caller. */
export interface Step<R> {
  readonly events: readonly NewEvent[];
  /** Size of the events as JSON, for the store's limit per write. */
  readonly bytes?: number;
  readonly result: R;
  /**
   * When its events are too many for one append they may be stored in several: asked again after some of them, it wants just the others.
   * All other steps are stored as a whole or not at all.
   */
  readonly divisible?: boolean;
  /** Decided on what is missing rather than on what is there: ask again on a fresh memory before believing it. */
  readonly doubtful?: boolean;
}
export type Decide<S, R> = (view: StreamView<S>) => Step<R>;

/** What came of a step. `position` is at or after everything the step wrote or recognised. */
export interface Written<R> {
  readonly result: R;
  readonly position: bigint;
}

/** Too many writers changed the stream at the same time; nothing was written. */
export class WriteConflict extends Error {}

/** What a lane needs of its writer: the log, the clock and the warm memories. */
export interface Memories {
  readonly log: EventLog;
  readonly now: () => Instant;
  peek<S>(stream: string): StreamMemory<S> | undefined;
  load<S>(fold: Fold<S>, stream: string): Promise<StreamMemory<S>>;
  keep(memory: StreamMemory<unknown>): void;
  forget(stream: string): void;
}
