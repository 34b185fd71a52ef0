import type { EventLog, LogPosition } from '@waybill/event-store';
import { FEED_PREFIXES, type StoredEvent } from '@waybill/events';
import type { ProcessorPartition } from '@waybill/read-model';

const COUNTED = 1_000;

export interface Lag {
  readonly lagEvents: number;
  readonly lagSeconds: number;
}

/** What the log holds beyond the processor that is farthest behind. */
export interface Backlog {
  readonly head: bigint | null;
  /** Where that one stands; -1 before the first event. */
  readonly lowest: bigint;
  /** The lag of a processor that stands at this position. */
  after(position: bigint): Lag;
}

interface Waiting {
  readonly position: bigint;
  readonly recorded: number;
}

/** A stretch of the log that was read: all that concerns processors behind `from`, up to `read`. */
interface Stretch {
  readonly from: bigint;
  readonly read: LogPosition;
  readonly waiting: readonly Waiting[];
}

const concerns = (stream: string): boolean => FEED_PREFIXES.some((prefix) => stream.startsWith(prefix));

/** What is left of a stretch for a processor that stands at a position; nothing when that lies before it, or behind all of it. */
function leftOf(known: Stretch | undefined, from: bigint): Stretch {
  if (known && known.from <= from && from < known.read.commit)
    return { from, read: known.read, waiting: known.waiting.filter(({ position }) => position > from) };
  return { from, read: { commit: from, prepare: from }, waiting: [] };
}

/** Where a partition stands; -1 before the first event. */
export const positionOf = ({ position }: ProcessorPartition): bigint => (position === null ? -1n : BigInt(position));

function lowestOf(partitions: readonly ProcessorPartition[]): bigint {
  const positions = partitions.map(positionOf);
  return positions.reduce((min, position) => (position < min ? position : min), positions[0] ?? -1n);
}

function lagAfter(waiting: readonly Waiting[], position: bigint, now: number): Lag {
  const first = waiting.findIndex((event) => event.position > position);
  const oldest = waiting[first]?.recorded ?? now;
  return { lagEvents: first < 0 ? 0 : waiting.length - first, lagSeconds: Math.max(0, Math.round((now - oldest) / 100) / 10) };
}

/**
 * The backlog, measured against the true head of the log and never against what some reader of it believes: a frozen reader shows no lag.
 * What was read for one answer is kept for the next, so that looking on while processors catch up does not read the same events again.
 */
export class BacklogWatch {
  private known: Stretch | undefined;

  constructor(private readonly log: EventLog) {}

  /** @param partitions those whose lag is to be told; nothing is read for others that are farther behind */
  async behind(partitions: readonly ProcessorPartition[], now: number): Promise<Backlog> {
    const lowest = lowestOf(partitions);
    const head = (await this.log.head()).commit;
    const stretch = lowest < head ? await this.readOn(leftOf(this.known, lowest)) : leftOf(undefined, lowest);
    this.known = stretch;
    return { head: head < 0n ? null : head, lowest, after: (position) => lagAfter(stretch.waiting, position, now) };
  }

  private async readOn({ from, read, waiting }: Stretch): Promise<Stretch> {
    const more: Waiting[] = [];
    let last = read;
    for await (const event of this.eventsFrom(read, COUNTED + 1 - waiting.length)) {
      last = { commit: event.position, prepare: event.preparePosition };
      if (event.position > read.commit && concerns(event.stream)) more.push({ position: event.position, recorded: event.recordedTime });
    }
    return { from, read: last, waiting: [...waiting, ...more] };
  }

  private eventsFrom(position: LogPosition, maxCount: number): AsyncIterable<StoredEvent> {
    return this.log.readAll({ from: position.commit < 0n ? 'start' : position, maxCount });
  }
}
