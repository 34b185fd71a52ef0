import { randomUUID } from 'node:crypto';
import type { EventLog } from '../log/event-log';
import { FIRST_OF_WRITE, LAST_OF_WRITE, MAX_RECORD_SIZE } from '../log/record';
import { decideWrite } from './decide-write';
import type { MetadataLookup } from './metadata-lookup';
import type { RecentIds } from './recent-ids';
import { StagedStream } from './staged-stream';
import {
  firstVisibleRevision,
  METADATA_OF_METADATA,
  metadataStreamOf,
  parseStreamMetadata,
  SOFT_DELETE_METADATA,
  type StreamMetadata,
  subjectOfMetadataStream,
  withTruncateBefore,
} from './stream-metadata';
import type { ProposedEvent, WriteOutcome, WriteRequest } from './write-request';

/** Room that a record needs besides names, metadata and data; generous. */
const RECORD_OVERHEAD = 1024;
const TOO_LARGE: WriteOutcome = { kind: 'badRequest', reason: 'The event does not fit into a record.' };
const NOTHING = Buffer.alloc(0);

interface PlannedEvent {
  readonly stream: string;
  readonly event: ProposedEvent;
  readonly isTombstone: boolean;
}

/** A record that waits for the sync. */
export interface StagedRecord {
  readonly stream: string;
  readonly id: string;
  readonly index: number;
  readonly position: number;
  readonly isTombstone: boolean;
}

/** The writes that share one sync. Each is decided against the log plus the writes before it; no reader sees them until they are durable. */
export class WriteGroup {
  readonly records: StagedRecord[] = [];
  private readonly streams = new Map<string, StagedStream>();

  constructor(
    private readonly log: EventLog,
    private readonly metadata: MetadataLookup,
    private readonly recentIds: RecentIds,
    private readonly nowMs: number,
  ) {}

  /** Decides a write and stages its records. The outcome holds only once the group is durable. */
  apply(request: WriteRequest): WriteOutcome {
    const target = this.stream(request.stream);
    const ids = request.intent === 'append' ? request.events.map((event) => event.id) : [randomUUID()];
    const verdict = decideWrite(target, request.expected, ids);
    if (verdict.kind === 'idempotent') return { ...verdict, position: this.readablePosition(request.stream, verdict.revision) };
    if (verdict.kind !== 'write') return verdict;
    if (request.intent === 'softDelete' && target.lastRevision < 0 && !target.hasMetadata)
      return { kind: 'wrongExpectedRevision', current: -1 };
    const planned = this.plan(request, target);
    if (planned.some(({ stream, event }) => recordBound(stream, event) > MAX_RECORD_SIZE)) return TOO_LARGE;
    const revision = target.lastRevision + request.events.length;
    const positions = planned.map((event, i) => this.stage(event, i === 0, i === planned.length - 1));
    const answered = request.intent === 'append' ? request.events.length - 1 : 0;
    return { kind: 'written', revision, position: positions[answered] };
  }

  private plan(request: WriteRequest, target: StagedStream): PlannedEvent[] {
    const { stream } = request;
    if (request.intent === 'tombstone') return [{ stream, event: systemEvent('$streamDeleted', NOTHING, false), isTombstone: true }];
    if (request.intent === 'softDelete') return [metadataEvent(stream, SOFT_DELETE_METADATA)];
    const planned = request.events.map((event): PlannedEvent => ({ stream, event, isTombstone: false }));
    if (planned.length > 0) planned.push(...this.revival(request, target));
    return planned;
  }

  /** A write to a soft-deleted stream, or to its metadata, brings it back: the first visible event becomes the next one. */
  private revival(request: WriteRequest, target: StagedStream): PlannedEvent[] {
    if (target.softDeleted) {
      return [metadataEvent(request.stream, withTruncateBefore(this.metadataData(request.stream), target.lastRevision + 1))];
    }
    const subject = subjectOfMetadataStream(request.stream);
    const written = request.events.at(-1);
    if (subject === undefined || !written || !this.stream(subject).softDeleted) return [];
    return [metadataEvent(subject, withTruncateBefore(written.data, this.stream(subject).lastRevision + 1))];
  }

  private stage({ stream, event, isTombstone }: PlannedEvent, first: boolean, last: boolean): number {
    const staged = this.stream(stream);
    const index = staged.count;
    const position = this.log.writer.nextPosition;
    const flags = (first ? FIRST_OF_WRITE : 0) | (last ? LAST_OF_WRITE : 0);
    const { id, isJson, metadata, data } = event;
    const type = Buffer.from(event.type, 'utf8');
    this.log.writer.stage(
      { id, stream: staged.nameBytes, index, position, isTombstone, isJson, type, metadata, data, createdMs: this.nowMs },
      flags,
    );
    staged.push(id, position, data, isTombstone);
    this.records.push({ stream, id, index, position, isTombstone });
    return position;
  }

  private stream(name: string): StagedStream {
    const known = this.streams.get(name);
    if (known) return known;
    const subject = subjectOfMetadataStream(name);
    const staged = new StagedStream(name, this.log, this.recentIds, {
      subjectTombstoned: () => subject !== undefined && this.stream(subject).tombstoned,
      softDeleted: () => this.metadataOf(name).softDeleted,
      hasMetadata: () => this.stream(metadataStreamOf(name)).lastRevision >= 0,
    });
    this.streams.set(name, staged);
    return staged;
  }

  private metadataOf(stream: string): StreamMetadata {
    if (subjectOfMetadataStream(stream) !== undefined) return METADATA_OF_METADATA;
    const staged = this.streams.get(metadataStreamOf(stream))?.stagedData;
    return staged ? parseStreamMetadata(staged) : this.metadata.of(stream);
  }

  private metadataData(stream: string): Buffer {
    return this.streams.get(metadataStreamOf(stream))?.stagedData ?? this.metadata.dataOf(stream);
  }

  private readablePosition(name: string, revision: number): number | undefined {
    const stream = this.stream(name);
    const metadata = this.metadataOf(name);
    const readable = !metadata.softDeleted && revision >= firstVisibleRevision(metadata, stream.lastRevision);
    return readable ? stream.positionAt(revision) : undefined;
  }
}

function recordBound(stream: string, event: ProposedEvent): number {
  return RECORD_OVERHEAD + 3 * (stream.length + event.type.length) + event.metadata.length + event.data.length;
}

function systemEvent(type: string, data: Buffer, isJson: boolean): ProposedEvent {
  return { id: randomUUID(), type, isJson, data, metadata: NOTHING };
}

function metadataEvent(subject: string, data: Buffer): PlannedEvent {
  return { stream: metadataStreamOf(subject), event: systemEvent('$metadata', data, true), isTombstone: false };
}
