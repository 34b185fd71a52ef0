import type { EventStore } from '../event-store';
import { InvalidPosition } from '../log/log-error';
import type { LogRecord } from '../log/record';
import { SEGMENT_HEADER_SIZE } from '../log/segment-file';
import { accepting, type EventPredicate } from '../read/event-filter';
import { streamWindow } from '../read/stream-window';
import { ALL, type GroupDefinition, type GroupPosition, type StartFrom } from './definition';

/** An event that a group has to deliver. */
export interface Found {
  readonly place: GroupPosition;
  readonly position: number;
}

/** What a group follows, from one place on. */
export interface MessageSource {
  /** The next events, `limit` at most; `atEnd` when there are no more for now. */
  take(limit: number): Promise<{ readonly found: readonly Found[]; readonly atEnd: boolean }>;
}

/** What the group follows, behind its checkpoint or, without one, from its start on. */
export function openSource(store: EventStore, definition: GroupDefinition, checkpoint: GroupPosition | undefined): MessageSource {
  const { stream, startFrom, filter } = definition;
  if (stream !== ALL)
    return new StreamSource(store, stream, checkpoint === undefined ? firstRevision(store, stream, startFrom) : checkpoint + 1);
  const from: StartFrom = checkpoint === undefined ? startFrom : { kind: 'at', place: checkpoint + 1 };
  return new AllSource(store, accepting(filter), from);
}

function firstRevision(store: EventStore, stream: string, from: StartFrom): number {
  if (from.kind === 'at') return from.place;
  return from.kind === 'start' ? 0 : store.index.lastRevision(store.index.slotOf(stream)) + 1;
}

class StreamSource implements MessageSource {
  constructor(
    private readonly store: EventStore,
    private readonly stream: string,
    private next: number,
  ) {}

  async take(limit: number): Promise<{ found: Found[]; atEnd: boolean }> {
    const { index, reader } = this.store;
    const window = streamWindow(this.store, this.stream);
    if (window.kind !== 'readable') return { found: [], atEnd: true };
    const found: Found[] = [];
    this.next = Math.max(this.next, window.first);
    for (; this.next <= window.last && found.length < limit; this.next++) {
      const position = index.positionOf(window.slot, this.next);
      const isYoung = window.oldestMs === Number.NEGATIVE_INFINITY || reader.knownRecordAt(position).createdMs >= window.oldestMs;
      if (isYoung) found.push({ place: this.next, position });
    }
    return { found, atEnd: this.next > window.last };
  }
}

class AllSource implements MessageSource {
  /** Where the next read begins. */
  private position: number;
  /** Records before this position are not delivered. */
  private readonly first: number;

  constructor(
    private readonly store: EventStore,
    private readonly accepts: EventPredicate,
    from: StartFrom,
  ) {
    this.first = from.kind === 'at' ? from.place : 0;
    this.position = from.kind === 'end' ? store.reader.end : this.startNear(this.first);
  }

  async take(limit: number): Promise<{ found: Found[]; atEnd: boolean }> {
    const found: Found[] = [];
    const records = await this.store.reader.recordsFrom(this.position);
    for (const record of records) {
      if (found.length === limit) break;
      this.position = record.end;
      if (record.position >= this.first && this.accepts(record)) found.push({ place: record.position, position: record.position });
    }
    return { found, atEnd: records.length === 0 };
  }

  /** Clients may name any byte; a checkpoint names the one behind the start of a record. */
  private startNear(first: number): number {
    if (first < SEGMENT_HEADER_SIZE) return SEGMENT_HEADER_SIZE;
    if (first >= this.store.reader.end) return this.store.reader.end;
    return this.recordAt(first)?.position ?? this.recordAt(first - 1)?.end ?? SEGMENT_HEADER_SIZE;
  }

  private recordAt(position: number): LogRecord | undefined {
    try {
      return this.store.reader.recordAt(position);
    } catch (error) {
      if (error instanceof InvalidPosition) return undefined;
      throw error;
    }
  }
}
