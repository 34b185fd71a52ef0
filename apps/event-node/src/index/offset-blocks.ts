const PAGE_BITS = 16;
const PAGE_ENTRIES = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_ENTRIES - 1;
const FIRST_CAPACITY = 2;
/** Blocks double up to this size, so a stream of a million events is reached in about a hundred hops and wastes at most 64 KiB. */
const MAX_CAPACITY = 8192;
const DOUBLING_BLOCKS = Math.log2(MAX_CAPACITY / FIRST_CAPACITY);
/** Entries held by the blocks that still double. */
const DOUBLING_TOTAL = FIRST_CAPACITY * (2 ** DOUBLING_BLOCKS - 1);

/** No block: the stream has no event yet. */
export const NO_BLOCK = 0;

/** Ordinal of the block of a stream that holds entry `index`. */
function blockOrdinal(index: number): number {
  if (index >= DOUBLING_TOTAL) return DOUBLING_BLOCKS + Math.floor((index - DOUBLING_TOTAL) / MAX_CAPACITY);
  return 31 - Math.clz32(Math.floor(index / FIRST_CAPACITY) + 1);
}

/** Index of the first entry in block `ordinal`. */
function blockStart(ordinal: number): number {
  if (ordinal >= DOUBLING_BLOCKS) return DOUBLING_TOTAL + (ordinal - DOUBLING_BLOCKS) * MAX_CAPACITY;
  return (FIRST_CAPACITY << ordinal) - FIRST_CAPACITY;
}

function blockCapacity(ordinal: number): number {
  return ordinal >= DOUBLING_BLOCKS ? MAX_CAPACITY : FIRST_CAPACITY << ordinal;
}

/**
 * Log positions of the events of all streams. Each stream is a chain of blocks, newest first; a block is one entry that points to
 * the block before it, then positions. Blocks live in pages that are never moved, so growth copies nothing and costs the same per event for ever.
 */
export class OffsetBlocks {
  private readonly pages: Float64Array[] = [new Float64Array(PAGE_ENTRIES)];
  /** Address 0 is never given out, so that it can mean "none". */
  private next = 1;

  /** Stores entry `index` of a chain whose newest block is `head`; answers the new head. Entries are stored in order, from 0. */
  append(head: number, index: number, position: number): number {
    const ordinal = blockOrdinal(index);
    const start = blockStart(ordinal);
    const block = index === start ? this.allocate(blockCapacity(ordinal), head) : head;
    this.write(block + 1 + index - start, position);
    return block;
  }

  /** Entry `index` of a chain of `count` entries whose newest block is `head`. */
  at(head: number, count: number, index: number): number {
    const wanted = blockOrdinal(index);
    let block = head;
    for (let ordinal = blockOrdinal(count - 1); ordinal > wanted; ordinal--) block = this.read(block);
    return this.read(block + 1 + index - blockStart(wanted));
  }

  /** Bytes held by the pages. */
  get byteSize(): number {
    return this.pages.length * PAGE_ENTRIES * Float64Array.BYTES_PER_ELEMENT;
  }

  private allocate(capacity: number, previous: number): number {
    const size = capacity + 1;
    const room = PAGE_ENTRIES - (this.next & PAGE_MASK);
    if (size > room) this.next += room;
    const address = this.next;
    this.next += size;
    while (this.pages.length * PAGE_ENTRIES < this.next) this.pages.push(new Float64Array(PAGE_ENTRIES));
    this.write(address, previous);
    return address;
  }

  private read(address: number): number {
    return (this.pages[address >>> PAGE_BITS] as Float64Array)[address & PAGE_MASK] as number;
  }

  private write(address: number, value: number): void {
    (this.pages[address >>> PAGE_BITS] as Float64Array)[address & PAGE_MASK] = value;
  }
}
