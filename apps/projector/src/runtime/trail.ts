import { formatInstant, isUnreadable } from '@waybill/events';
import type { Advance, SeenEvent } from '@waybill/read-model';
import type { KeyedEvent } from './partitioning';

/** A place where a checkpoint can stand. */
export interface Foothold {
  readonly commit: bigint;
  readonly prepare: bigint;
  readonly lastEvent: SeenEvent | undefined;
  /** The same event as it was handed over; undefined when the last event was none of the processor's. */
  readonly last: KeyedEvent | undefined;
}

/** Of one that cannot be read, what the store says. */
const recordedTimeOf = ({ event }: KeyedEvent): string =>
  isUnreadable(event) ? formatInstant(event.appendedAt ?? 0) : event.metadata.recordedtime;

/** Places between a reactor's checkpoint and where it has read to. A checkpoint must stand on a real position of the log. */
export class Trail {
  private footholds: Foothold[] = [];

  add(step: Pick<Advance, 'commit' | 'prepare' | 'lastEvent'>, events: readonly KeyedEvent[]): void {
    for (const keyed of events) {
      const { event } = keyed;
      const lastEvent = { id: event.eventId, position: event.position, recordedTime: recordedTimeOf(keyed) };
      this.footholds.push({ commit: event.position, prepare: event.preparePosition, lastEvent, last: keyed });
    }
    const last = this.footholds.at(-1);
    if (!last || last.commit < step.commit) {
      const { commit, prepare, lastEvent } = step;
      this.footholds.push({ commit, prepare, lastEvent, last: events.find(({ event }) => event.eventId === lastEvent?.id) });
    }
  }

  /** The last place before a position; all before it are forgotten. Without a position: the end. */
  before(pending: bigint | undefined): Foothold | undefined {
    let count = this.footholds.length;
    if (pending !== undefined) {
      const first = this.footholds.findIndex(({ commit }) => commit >= pending);
      if (first >= 0) count = first;
    }
    const reached = this.footholds[count - 1];
    this.footholds = this.footholds.slice(count);
    return reached;
  }

  clear(): void {
    this.footholds = [];
  }
}
