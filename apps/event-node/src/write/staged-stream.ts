import type { EventLog } from '../log/event-log';
import type { StreamState } from './decide-write';
import type { RecentIds } from './recent-ids';

/** Answers that involve another stream; asked only when a decision needs them. */
export interface StreamRelations {
  /** The stream is the metadata stream of a tombstoned one. */
  subjectTombstoned(): boolean;
  softDeleted(): boolean;
  hasMetadata(): boolean;
}

/** A stream as the next write of a group must see it: what is durable plus what the group staged before. */
export class StagedStream implements StreamState {
  readonly nameBytes: Buffer;
  /** Data of the last staged event, if one was staged. */
  stagedData: Buffer | undefined;
  private readonly slot: number;
  private readonly durable: number;
  private readonly ids: string[] = [];
  private readonly positions: number[] = [];
  private tombstoneStaged = false;

  constructor(
    name: string,
    private readonly log: EventLog,
    private readonly recentIds: RecentIds,
    private readonly relations: StreamRelations,
  ) {
    this.nameBytes = Buffer.from(name, 'utf8');
    this.slot = log.index.slotOf(name);
    this.durable = log.index.lastRevision(this.slot) + 1;
  }

  /** Number of records. */
  get count(): number {
    return this.durable + this.ids.length;
  }

  get lastRevision(): number {
    return this.count - 1;
  }

  get tombstoned(): boolean {
    return this.tombstoneStaged || this.log.index.isTombstoned(this.slot) || this.relations.subjectTombstoned();
  }

  get softDeleted(): boolean {
    return this.relations.softDeleted();
  }

  get hasMetadata(): boolean {
    return this.relations.hasMetadata();
  }

  eventIdAt(revision: number): string | undefined {
    if (revision >= this.durable) return this.ids[revision - this.durable];
    return this.log.reader.knownRecordAt(this.log.index.positionOf(this.slot, revision)).id;
  }

  recentRevisionOf(id: string): number | undefined {
    const staged = this.ids.lastIndexOf(id);
    if (staged >= 0) return this.durable + staged;
    return this.slot < 0 ? undefined : this.recentIds.revisionOf(id, this.slot);
  }

  /** Log position of an event that exists. */
  positionAt(revision: number): number | undefined {
    return revision >= this.durable ? this.positions[revision - this.durable] : this.log.index.positionOf(this.slot, revision);
  }

  /** Takes note of a record that was staged. */
  push(id: string, position: number, data: Buffer, isTombstone: boolean): void {
    this.ids.push(id);
    this.positions.push(position);
    this.stagedData = data;
    if (isTombstone) this.tombstoneStaged = true;
  }
}
