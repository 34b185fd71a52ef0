import type { StoredEvent } from '@waybill/events';
import type { LogPosition } from './stored-event';

/** A piece of the log. `position`: everything up to it was delivered or provably filtered out. */
export interface FeedBatch {
  readonly events: readonly StoredEvent[];
  readonly position: LogPosition;
  readonly caughtUp: boolean;
  /** Events in it of types that are not in the catalogue. */
  readonly unknown: number;
}
