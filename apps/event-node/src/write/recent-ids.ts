/** About what the real server's 8 MiB hold. */
const CAPACITY = 100_000;

/**
 * Ids of the events written last, by which a write that expects "any" revision is recognised when it is repeated. Bounded and empty after a
 * restart, like the real server's: nothing may rely on it.
 */
export class RecentIds {
  private readonly places = new Map<string, number>();
  private readonly ids: string[] = [];
  private readonly slots: Uint32Array;
  private readonly revisions: Float64Array;
  private next = 0;

  constructor(private readonly capacity = CAPACITY) {
    this.slots = new Uint32Array(capacity);
    this.revisions = new Float64Array(capacity);
  }

  add(id: string, slot: number, revision: number): void {
    const place = this.next;
    const evicted = this.ids[place];
    if (evicted !== undefined && this.places.get(evicted) === place) this.places.delete(evicted);
    this.ids[place] = id;
    this.slots[place] = slot;
    this.revisions[place] = revision;
    this.places.set(id, place);
    this.next = (place + 1) % this.capacity;
  }

  /** Number that the id got when it was last written to stream `slot`. */
  revisionOf(id: string, slot: number): number | undefined {
    const place = this.places.get(id);
    return place !== undefined && this.slots[place] === slot ? this.revisions[place] : undefined;
  }
}
