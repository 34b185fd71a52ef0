import fs from 'node:fs';
import { SEGMENT_HEADER_SIZE, type SegmentFile } from './segment-file';

/** The files of the log in order; the last one is being written, the others are sealed. There is always at least one. */
export class Segments {
  constructor(private readonly files: SegmentFile[]) {}

  get active(): SegmentFile {
    return this.files.at(-1) as SegmentFile;
  }

  get sealed(): readonly SegmentFile[] {
    return this.files.slice(0, -1);
  }

  /** Position behind the last durable record: where the next one goes. */
  get end(): number {
    return this.active.base + this.active.length;
  }

  add(segment: SegmentFile): void {
    this.files.push(segment);
  }

  /** The segment that holds the byte at `position`; positions beyond the end belong to the active one. */
  containing(position: number): SegmentFile {
    let low = 0;
    let high = this.files.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.files[middle] as SegmentFile).base <= position) low = middle;
      else high = middle - 1;
    }
    return this.files[low] as SegmentFile;
  }

  /** First position at or after `position` where a record can start: segment headers are skipped. */
  skipHeader(position: number): number {
    return Math.max(position, this.containing(position).base + SEGMENT_HEADER_SIZE);
  }

  close(): void {
    for (const file of this.files) fs.closeSync(file.fd);
  }
}
