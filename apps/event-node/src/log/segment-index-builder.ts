import type { NameHash } from '../index/name-hash';
import type { SegmentFile } from './segment-file';
import type { SegmentIndex, SegmentStream } from './segment-index';

const INITIAL_RECORDS = 4096;

interface StreamPart {
  readonly slot: number;
  readonly firstIndex: number;
  count: number;
  endsInTombstone: boolean;
}

/** Collects what the active segment's index file will hold: 8 bytes per record, grouped by stream only when the segment is sealed. */
export class SegmentIndexBuilder {
  private readonly ordinals = new Map<number, number>();
  private readonly parts: StreamPart[] = [];
  private ordinalOfRecord = new Uint32Array(INITIAL_RECORDS);
  private offsetOfRecord = new Uint32Array(INITIAL_RECORDS);
  private records = 0;

  /** Notes a record of stream `slot`: its place in that stream and its offset in the segment. */
  add(slot: number, index: number, offset: number, isTombstone: boolean): void {
    const part = this.partOf(slot, index);
    part.count += 1;
    if (isTombstone) part.endsInTombstone = true;
    if (this.records === this.offsetOfRecord.length) this.grow();
    this.ordinalOfRecord[this.records] = this.ordinals.get(slot) as number;
    this.offsetOfRecord[this.records++] = offset;
  }

  /** The finished index of `segment`. */
  build(segment: SegmentFile, hashOf: (slot: number) => NameHash): SegmentIndex {
    const filled = new Uint32Array(this.parts.length);
    const streams = this.parts.map(
      (part): SegmentStream => ({
        hash: hashOf(part.slot),
        firstIndex: part.firstIndex,
        endsInTombstone: part.endsInTombstone,
        offsets: new Uint32Array(part.count),
      }),
    );
    for (let i = 0; i < this.records; i++) {
      const ordinal = this.ordinalOfRecord[i] as number;
      const at = filled[ordinal] as number;
      (streams[ordinal] as SegmentStream).offsets[at] = this.offsetOfRecord[i] as number;
      filled[ordinal] = at + 1;
    }
    return { base: segment.base, length: segment.length, streams };
  }

  private partOf(slot: number, index: number): StreamPart {
    const ordinal = this.ordinals.get(slot);
    if (ordinal !== undefined) return this.parts[ordinal] as StreamPart;
    const part: StreamPart = { slot, firstIndex: index, count: 0, endsInTombstone: false };
    this.ordinals.set(slot, this.parts.length);
    this.parts.push(part);
    return part;
  }

  private grow(): void {
    const capacity = this.records * 2;
    const ordinals = new Uint32Array(capacity);
    const offsets = new Uint32Array(capacity);
    ordinals.set(this.ordinalOfRecord);
    offsets.set(this.offsetOfRecord);
    this.ordinalOfRecord = ordinals;
    this.offsetOfRecord = offsets;
  }
}
