const SLAB_SIZE = 1024 * 1024;

/** A stretch of the log in memory: `buffer[0]` is the byte at log position `base`; `used` bytes are filled. */
export interface Slab {
  readonly base: number;
  readonly buffer: Buffer;
  used: number;
}

/**
 * The newest part of the log in memory, bounded in bytes. Records are encoded straight into it and written to disk from it, so live
 * subscribers and the tails of busy streams are served without touching the disk or copying.
 */
export class TailSlabs {
  private readonly slabs: Slab[] = [];
  private bytes = 0;

  /** @param limit bytes kept; the oldest slabs go first. */
  constructor(private readonly limit: number) {}

  /** Room for `size` bytes at log position `position`, in one slab. */
  place(position: number, size: number): Slab {
    const last = this.slabs.at(-1);
    if (last && last.base + last.used === position && last.used + size <= last.buffer.length) {
      last.used += size;
      return last;
    }
    const slab: Slab = { base: position, buffer: Buffer.allocUnsafeSlow(Math.max(SLAB_SIZE, size)), used: size };
    this.slabs.push(slab);
    this.bytes += slab.buffer.length;
    return slab;
  }

  /** Forgets everything at and behind `position`. */
  rollback(position: number): void {
    for (let last = this.slabs.at(-1); last && last.base >= position; last = this.slabs.at(-1)) {
      this.slabs.pop();
      this.bytes -= last.buffer.length;
    }
    const last = this.slabs.at(-1);
    if (last && last.base + last.used > position) last.used = position - last.base;
  }

  /** The slab that holds the byte at `position`, if it is still in memory. */
  find(position: number): Slab | undefined {
    for (let i = this.slabs.length - 1; i >= 0; i--) {
      const slab = this.slabs[i] as Slab;
      if (slab.base <= position) return position < slab.base + slab.used ? slab : undefined;
    }
    return undefined;
  }

  /** Drops the oldest slabs over the limit. Called when nothing is staged: what is still to be written must stay. */
  trim(): void {
    while (this.bytes > this.limit && this.slabs.length > 1) this.bytes -= (this.slabs.shift() as Slab).buffer.length;
  }
}
