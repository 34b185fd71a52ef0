/**
 * A map that forgets what has not been used lately. Two generations instead of a list: what is read or written moves to the young one, and
 * when that is full the old one is dropped whole. (Deleting a Map's oldest key one by one is slow: V8 walks over the deleted ones each time.)
 */
export class BoundedMap<Key, Value> {
  private young = new Map<Key, Value>();
  private old = new Map<Key, Value>();

  /** @param capacity most entries that are kept; at least half of it is. */
  constructor(private readonly capacity: number) {}

  get(key: Key): Value | undefined {
    const young = this.young.get(key);
    if (young !== undefined) return young;
    const old = this.old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: Key, value: Value): void {
    if (this.young.size >= this.capacity / 2 && !this.young.has(key)) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }
}
