import type { EventStore } from '../event-store';
import { streamWindow } from '../read/stream-window';
import { type GroupDefinition, type GroupPosition, groupKey, parsePosition, positionText } from './definition';
import { json, systemEvent, writeSystemEvent, writeSystemMetadata } from './system-writes';

/** How far a group has come: everything up to `place` is done. `sequence` counts messages of this run. */
export interface Mark {
  readonly place: GroupPosition;
  readonly sequence: number;
}

/** The durable progress of a group, in a stream that keeps the newest two. */
export class Checkpoint {
  readonly stream: string;
  /** Position of the newest durable checkpoint. */
  place: GroupPosition | undefined;
  private sequence = 0;
  private writing = false;
  private writtenAt: number;

  constructor(
    private readonly store: EventStore,
    private readonly definition: GroupDefinition,
    nowMs: number,
  ) {
    this.stream = `$persistentsubscription-${groupKey(definition.stream, definition.group)}-checkpoint`;
    this.writtenAt = nowMs;
    this.place = this.load();
  }

  /** True when so much is done that the checkpoint does not wait for its time. */
  isUrgent(sequence: number): boolean {
    return sequence - this.sequence >= this.definition.settings.maxCheckpointCount;
  }

  /** Writes the mark when it says enough that is new: {@link isUrgent}, or some and its time has come. */
  async offer(mark: Mark, nowMs: number): Promise<void> {
    const { minCheckpointCount, checkpointAfterMs } = this.definition.settings;
    const news = mark.sequence - this.sequence;
    const isDue = news >= Math.max(1, minCheckpointCount) && nowMs - this.writtenAt >= checkpointAfterMs;
    if (this.writing || !(isDue || this.isUrgent(mark.sequence))) return;
    this.writing = true;
    const isWritten = await this.write(mark.place);
    this.writing = false;
    this.writtenAt = nowMs;
    if (!isWritten) return;
    this.place = mark.place;
    this.sequence = mark.sequence;
  }

  private async write(place: GroupPosition): Promise<boolean> {
    const isNew = streamWindow(this.store, this.stream).kind !== 'readable';
    if (isNew && !(await writeSystemMetadata(this.store, this.stream, { $maxCount: 2 }))) return false;
    const text = positionText(this.definition.stream, place);
    return await writeSystemEvent(this.store, this.stream, systemEvent('$SubscriptionCheckpoint', json(text)));
  }

  private load(): GroupPosition | undefined {
    const window = streamWindow(this.store, this.stream);
    if (window.kind !== 'readable') return undefined;
    const record = this.store.reader.knownRecordAt(this.store.index.positionOf(window.slot, window.last));
    return parsePosition(JSON.parse(record.data.toString('utf8')));
  }
}
