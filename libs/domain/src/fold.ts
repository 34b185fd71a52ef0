import type { StoredEvent } from '@waybill/events';

/** What the events of one stream come to, one after the other. */
export interface Fold<S> {
  /** Changes with the shape or the meaning of the state: one that was stored by another version is not taken over. 1 unless given. */
  readonly version?: number;
  initial(stream: string): S;
  evolve(state: S, event: StoredEvent): S;
}

/** A kind of thing that has streams of its own: where one of them is found, and what its events come to. */
export interface Aggregate<S, Id = string> {
  readonly fold: Fold<S>;
  stream(id: Id): string;
  /** `subject` of the events that are decided on for it. */
  subject(id: Id): string;
}
