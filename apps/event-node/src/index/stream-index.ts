import type { LogRecord } from '../log/record';
import type { SegmentIndex, SegmentStream } from '../log/segment-index';
import { BoundedMap } from './bounded-map';
import { hashBytes, hashName, type NameHash } from './name-hash';
import { StreamTable } from './stream-table';

/** Names whose slot was verified lately; about 10 MB when full. */
const REMEMBERED_NAMES = 65_536;

/** Reads the record at a position; the index uses it to verify that a hash stands for the name that was asked for. */
export type ReadRecord = (position: number) => LogRecord;

/** Which events each stream has, and where. Holds durable events only. */
export class StreamIndex {
  private readonly table = new StreamTable();
  private readonly verified = new BoundedMap<string, number>(REMEMBERED_NAMES);

  constructor(private readonly readRecord: ReadRecord) {}

  /** Slot of a stream, or -1 when nothing was ever written to it. */
  slotOf(name: string): number {
    const known = this.verified.get(name);
    if (known !== undefined) return known;
    const slot = this.table.find(hashName(name), (candidate) => this.nameOf(candidate) === name);
    if (slot >= 0) this.verified.set(name, slot);
    return slot;
  }

  /** Number of the stream's last event, -1 when it has none. Meaningless once it is tombstoned. */
  lastRevision(slot: number): number {
    return slot < 0 ? -1 : this.table.count(slot) - 1;
  }

  isTombstoned(slot: number): boolean {
    return slot >= 0 && this.table.isTombstoned(slot);
  }

  /** Log position of an event that exists. */
  positionOf(slot: number, revision: number): number {
    return this.table.positionAt(slot, revision);
  }

  /** Adds a durable record that comes next in the stream `name`. Answers the stream's slot. */
  add(name: string, position: number, isTombstone: boolean): number {
    const known = this.slotOf(name);
    const slot = known >= 0 ? known : this.table.add(hashName(name));
    if (known < 0) this.verified.set(name, slot);
    this.table.push(slot, position, isTombstone);
    return slot;
  }

  /** Adds a record met by a scan. Answers its stream's slot, -1 when it does not follow what is known of that stream. */
  addScanned(record: LogRecord): number {
    const slot = this.continuation(hashBytes(record.streamNameBytes), record.index, () => record.streamName);
    if (slot >= 0) this.table.push(slot, record.position, record.isTombstone);
    return slot;
  }

  /** Adds all records of a sealed segment from its index; false when it does not follow what is known. */
  addSegment(segment: SegmentIndex): boolean {
    const slots = segment.streams.map((stream) => {
      const first = segment.base + (stream.offsets[0] as number);
      return this.continuation(stream.hash, stream.firstIndex, () => this.readRecord(first).streamName);
    });
    if (slots.includes(-1)) return false;
    segment.streams.forEach((stream, i) => {
      this.pushAll(slots[i] as number, segment.base, stream);
    });
    return true;
  }

  /** Streams and memory, for the status line. */
  get size(): { readonly streams: number; readonly bytes: number } {
    return { streams: this.table.streamCount, bytes: this.table.byteSize };
  }

  /** Hash of a stream's name. */
  hashOf(slot: number): NameHash {
    return this.table.hashOf(slot);
  }

  private nameOf(slot: number): string | undefined {
    const count = this.table.count(slot);
    return count === 0 ? undefined : this.readRecord(this.table.positionAt(slot, count - 1)).streamName;
  }

  private pushAll(slot: number, base: number, stream: SegmentStream): void {
    const last = stream.offsets.length - 1;
    for (let i = 0; i <= last; i++) {
      this.table.push(slot, base + (stream.offsets[i] as number), stream.endsInTombstone && i === last);
    }
  }

  /** Slot that a record with this hash and place belongs to. The place settles it without reading, unless two names share hash and length. */
  private continuation(hash: NameHash, index: number, name: () => string): number {
    if (index === 0) return this.table.add(hash);
    const candidates: number[] = [];
    this.table.find(hash, (slot) => {
      if (this.table.count(slot) === index) candidates.push(slot);
      return false;
    });
    if (candidates.length <= 1) return candidates[0] ?? -1;
    return candidates.find((slot) => this.nameOf(slot) === name()) ?? -1;
  }
}
