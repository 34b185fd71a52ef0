import type { NameHash } from './name-hash';

const PARTITION_BITS = 8;
const PARTITIONS = 1 << PARTITION_BITS;
const INITIAL_CAPACITY = 16;
const MAX_LOAD = 0.7;

/** Answers the hash of a stream that is in the table already; needed to move it when a partition grows. */
export type HashOfSlot = (slot: number) => NameHash;

/** Open-addressing table from name hash to stream slot. 256 partitions grow one by one, so that no growth stalls the node. */
export class HashSlots {
  private readonly partitions: Uint32Array[] = Array.from({ length: PARTITIONS }, () => new Uint32Array(INITIAL_CAPACITY));
  private readonly sizes = new Uint32Array(PARTITIONS);

  constructor(private readonly hashOf: HashOfSlot) {}

  /** Calls `matches` with each slot whose hash may be `hash` until it answers true; answers that slot, or -1. */
  find(hash: NameHash, matches: (slot: number) => boolean): number {
    const table = this.partitions[hash.high >>> (32 - PARTITION_BITS)] as Uint32Array;
    const mask = table.length - 1;
    for (let i = hash.low & mask; table[i] !== 0; i = (i + 1) & mask) {
      const slot = (table[i] as number) - 1;
      if (matches(slot)) return slot;
    }
    return -1;
  }

  add(hash: NameHash, slot: number): void {
    const partition = hash.high >>> (32 - PARTITION_BITS);
    const size = (this.sizes[partition] as number) + 1;
    this.sizes[partition] = size;
    let table = this.partitions[partition] as Uint32Array;
    if (size > table.length * MAX_LOAD) table = this.grow(partition, table);
    insert(table, hash.low, slot);
  }

  get byteSize(): number {
    return this.partitions.reduce((sum, table) => sum + table.byteLength, 0);
  }

  private grow(partition: number, table: Uint32Array): Uint32Array {
    const larger = new Uint32Array(table.length * 2);
    for (const entry of table) if (entry !== 0) insert(larger, this.hashOf(entry - 1).low, entry - 1);
    this.partitions[partition] = larger;
    return larger;
  }
}

function insert(table: Uint32Array, low: number, slot: number): void {
  const mask = table.length - 1;
  let i = low & mask;
  while (table[i] !== 0) i = (i + 1) & mask;
  table[i] = slot + 1;
}
