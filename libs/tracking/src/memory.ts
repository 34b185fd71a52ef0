import {
  evolveIdentifier,
  evolveShipment,
  type IdentifierState,
  initialIdentifier,
  initialShipment,
  type ShipmentState,
} from '@waybill/domain';
import { type Identifier, identifierOfStream, type NewEvent, type StoredEvent } from '@waybill/events';
import { SeenEvents } from './seen-events';

/** Folds of the streams that commands and reports are decided on. */
export interface Fold<S> {
  /** Changes with the shape or the meaning of the state: one that was stored by another version is not taken over. 1 unless given. */
  readonly version?: number;
  initial(stream: string): S;
  evolve(state: S, event: StoredEvent): S;
}

export const shipmentFold: Fold<ShipmentState> = { initial: () => initialShipment, evolve: evolveShipment };
export const identifierFold: Fold<IdentifierState> = {
  initial: (stream) => initialIdentifier(identifierOfStream(stream) as Identifier),
  evolve: evolveIdentifier,
};

/** About what one costs besides what it has seen. */
const BYTES_PER_MEMORY = 2_000;

/**
 * What a process remembers of one stream: its head, the fold of its events, and exactly which events it holds with the hash of
 * their content. A hint: every append is made at the exact revision, so a stale memory is found out by the store.
 */
export class StreamMemory<S> {
  revision = -1;
  /** Id of the last event: by it is told whether the log still is the one that this was read from. */
  lastEventId = '';
  /** Log position of the last event. */
  position = 0n;
  state: S;
  readonly seen = new SeenEvents();
  /** How often its writer had doubted all of its memories when this one was last compared with the log. */
  doubts = 0;
  /** Last event of the `seen-` stream, and the revision up to which those events cover this one. */
  savedIndex = -1;
  savedUpTo = -1;
  isBeingSaved = false;

  constructor(
    readonly stream: string,
    readonly fold: Fold<S>,
  ) {
    this.state = fold.initial(stream);
  }

  apply(event: StoredEvent): void {
    this.revision = event.revision;
    this.position = event.position;
    this.state = this.fold.evolve(this.state, event);
    this.remember(event.revision, event.eventId, event.metadata.contenthash ?? '');
  }

  /** Adds events that are about to be written; the returned function takes them back. */
  expect(events: readonly NewEvent[]): () => void {
    const { revision, lastEventId, state } = this;
    const { size } = this.seen;
    for (const event of events) {
      this.revision += 1;
      const stored = { ...event, stream: this.stream, revision: this.revision, position: this.position, preparePosition: this.position };
      this.state = this.fold.evolve(this.state, stored as StoredEvent);
      this.remember(this.revision, event.eventId, event.metadata.contenthash ?? '');
    }
    return () => {
      this.seen.shrinkTo(size);
      this.revision = revision;
      this.lastEventId = lastEventId;
      this.state = state;
    };
  }

  private remember(revision: number, eventId: string, hash: string): void {
    this.lastEventId = eventId;
    this.seen.add(eventId, hash, revision);
  }

  get bytes(): number {
    return BYTES_PER_MEMORY + this.seen.bytes;
  }
}
