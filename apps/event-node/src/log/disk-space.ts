import fs from 'node:fs';

/** Looked at this often at most; a look costs some microseconds. */
const FRESH_MS = 250;
const LEAST_SHARE = 0.05;
/** On a large disk a twentieth is more than anybody needs to make room. */
const ENOUGH_BYTES = 1024 * 1024 * 1024;

/** Whether the disk that the log lies on has room to go on: at least a twentieth of it, or 1 GiB. */
export class DiskSpace {
  private lookedAt = Number.NEGATIVE_INFINITY;
  private low = false;

  constructor(
    private readonly directory: string,
    private readonly monotonic: () => number = () => performance.now(),
  ) {}

  /** True when nothing more should be taken on. It turns false by itself once there is room again. */
  get isLow(): boolean {
    if (this.monotonic() - this.lookedAt < FRESH_MS) return this.low;
    this.lookedAt = this.monotonic();
    const { bavail, blocks, bsize } = fs.statfsSync(this.directory);
    this.note(bavail * bsize < Math.min(ENOUGH_BYTES, blocks * bsize * LEAST_SHARE), bavail * bsize);
    return this.low;
  }

  /** Tells the operator once, and once more when it is over. */
  private note(low: boolean, freeBytes: number): void {
    if (low === this.low) return;
    this.low = low;
    const message = low
      ? `Only ${freeBytes} bytes are free where ${this.directory} lies: writes are refused until there is more. Make room; nothing needs to be started again.`
      : `There is room again where ${this.directory} lies: writes are accepted.`;
    process.stderr.write(`${JSON.stringify({ event: low ? 'disk-nearly-full' : 'disk-has-room', freeBytes, message })}\n`);
  }
}
