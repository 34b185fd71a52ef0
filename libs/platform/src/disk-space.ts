import fs from 'node:fs';

/** Looked at this often at most; a look costs some microseconds. */
const FRESH_MS = 250;
const LEAST_SHARE = 0.05;
/** On a large disk a twentieth is more than is needed to make room. */
const ENOUGH_BYTES = 1024 * 1024 * 1024;

/** What is left of a disk for those who are not root. */
export interface FreeSpace {
  readonly bytes: number;
  /** Of the whole disk, 0 to 1. */
  readonly ratio: number;
  /** Less than a twentieth, and less than 1 GiB: nothing more should be taken on. */
  readonly isLow: boolean;
}

/** Room on the disk that a folder lies on. The writer of the log and the health check judge by the same rule. */
export class DiskSpace {
  private lookedAt = Number.NEGATIVE_INFINITY;
  private last: FreeSpace = { bytes: 0, ratio: 0, isLow: false };

  /** @param onTurn called once when room gets low, and once more when it is over */
  constructor(
    private readonly directory: string,
    private readonly onTurn: (now: FreeSpace) => void = () => undefined,
    private readonly monotonic: () => number = () => performance.now(),
  ) {}

  /** As it was a quarter of a second ago at most. Throws when the folder is gone. */
  get free(): FreeSpace {
    if (this.monotonic() - this.lookedAt < FRESH_MS) return this.last;
    this.lookedAt = this.monotonic();
    const wasLow = this.last.isLow;
    const { bavail, blocks, bsize } = fs.statfsSync(this.directory);
    const [bytes, whole] = [bavail * bsize, blocks * bsize];
    this.last = { bytes, ratio: bytes / whole, isLow: bytes < Math.min(ENOUGH_BYTES, whole * LEAST_SHARE) };
    if (this.last.isLow !== wasLow) this.onTurn(this.last);
    return this.last;
  }
}
