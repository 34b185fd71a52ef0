import { HashSlots } from './hash-slots';
import type { NameHash } from './name-hash';
import { NO_BLOCK, OffsetBlocks } from './offset-blocks';

const INITIAL_SLOTS = 1024;

/**
 * Every stream of the log by number ("slot"), in typed arrays: 17 bytes and a table entry per stream, 8 bytes and block slack per event,
 * nothing for the garbage collector to walk. It knows hashes, not names.
 */
export class StreamTable {
  private low = new Uint32Array(INITIAL_SLOTS);
  private high = new Uint32Array(INITIAL_SLOTS);
  private counts = new Uint32Array(INITIAL_SLOTS);
  private heads = new Uint32Array(INITIAL_SLOTS);
  private tombstoned = new Uint8Array(INITIAL_SLOTS);
  private used = 0;
  private readonly blocks = new OffsetBlocks();
  private readonly slots = new HashSlots((slot) => this.hashOf(slot));

  get streamCount(): number {
    return this.used;
  }

  /** First slot with this hash that `accept` agrees to, or -1. */
  find(hash: NameHash, accept: (slot: number) => boolean): number {
    return this.slots.find(hash, (slot) => this.low[slot] === hash.low && this.high[slot] === hash.high && accept(slot));
  }

  /** Makes a stream without events. */
  add(hash: NameHash): number {
    if (this.used === this.low.length) this.grow();
    const slot = this.used++;
    this.low[slot] = hash.low;
    this.high[slot] = hash.high;
    this.heads[slot] = NO_BLOCK;
    this.slots.add(hash, slot);
    return slot;
  }

  hashOf(slot: number): NameHash {
    return { low: this.low[slot] as number, high: this.high[slot] as number };
  }

  /** Number of records, the tombstone included. */
  count(slot: number): number {
    return this.counts[slot] as number;
  }

  isTombstoned(slot: number): boolean {
    return this.tombstoned[slot] === 1;
  }

  /** Appends the position of the stream's next record. */
  push(slot: number, position: number, isTombstone: boolean): void {
    const count = this.count(slot);
    this.heads[slot] = this.blocks.append(this.heads[slot] as number, count, position);
    this.counts[slot] = count + 1;
    if (isTombstone) this.tombstoned[slot] = 1;
  }

  /** Log position of record `index` of a stream; 0 <= index < count. */
  positionAt(slot: number, index: number): number {
    return this.blocks.at(this.heads[slot] as number, this.count(slot), index);
  }

  /** Memory of the index in bytes. */
  get byteSize(): number {
    return this.blocks.byteSize + this.slots.byteSize + this.low.length * (4 * Uint32Array.BYTES_PER_ELEMENT + 1);
  }

  private grow(): void {
    const capacity = this.low.length * 2;
    this.low = enlarged(this.low, new Uint32Array(capacity));
    this.high = enlarged(this.high, new Uint32Array(capacity));
    this.counts = enlarged(this.counts, new Uint32Array(capacity));
    this.heads = enlarged(this.heads, new Uint32Array(capacity));
    this.tombstoned = enlarged(this.tombstoned, new Uint8Array(capacity));
  }
}

function enlarged<T extends Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
