import fs from 'node:fs';
import type { StreamIndex } from '../index/stream-index';
import { FIRST_OF_WRITE, LAST_OF_WRITE, type LogRecord } from '../log/record';
import { SEGMENT_HEADER_SIZE, type SegmentFile } from '../log/segment-file';
import { encodeSegmentIndex, indexPath } from '../log/segment-index';
import { SegmentIndexBuilder } from '../log/segment-index-builder';
import { findRecord, isTorn, recordsOf } from '../log/segment-scan';
import type { Findings } from './findings';

/** What all segments of a check have in common. */
export interface CheckState {
  readonly findings: Findings;
  readonly index: StreamIndex;
  /** Streams of which an event is missing: told once, not again for each event behind. */
  readonly broken: Set<string>;
  events: number;
  /** Called with the number of bytes looked at since the last call. */
  readonly progress: (bytes: number) => void;
}

const PROGRESS_BYTES = 8 * 1024 * 1024;

/** Looks at every byte of one segment and goes on behind damage. */
export class SegmentCheck {
  private readonly builder = new SegmentIndexBuilder();
  /** Records of a write whose last one has not come yet. */
  private write: LogRecord[] = [];
  /** Offset behind the last complete write. */
  private complete = SEGMENT_HEADER_SIZE;
  private afterGap = false;
  private reported = 0;
  private readonly findingsBefore: number;

  constructor(
    private readonly segment: SegmentFile,
    private readonly state: CheckState,
  ) {
    this.findingsBefore = state.findings.count;
  }

  /** A sealed segment is whole to its last byte, and its index file, if there is one, says what it holds. */
  sealed(): void {
    for (let from = SEGMENT_HEADER_SIZE; from < this.segment.length; ) {
      const end = this.records(from);
      if (end < this.segment.length) from = this.skipDamage(end);
      else break;
    }
    this.abandonWrite();
    this.checkIndexFile();
    this.tellProgress(this.segment.length);
  }

  /** The last segment may end in a write that a crash tore apart. Answers the bytes of that. */
  last(): number {
    let from = SEGMENT_HEADER_SIZE;
    for (let end = this.records(from); end < this.segment.length && !isTorn(this.segment, this.complete); end = this.records(from)) {
      from = this.skipDamage(end);
      if (from >= this.segment.length) break;
    }
    this.tellProgress(this.segment.length);
    return this.segment.length - this.complete;
  }

  private records(from: number): number {
    let end = from;
    for (const record of recordsOf(this.segment, from)) {
      this.take(record);
      end = record.end - this.segment.base;
      if (end - this.reported >= PROGRESS_BYTES) this.tellProgress(end);
    }
    return end;
  }

  private take(record: LogRecord): void {
    if ((record.flags & FIRST_OF_WRITE) !== 0) this.abandonWrite();
    else if (this.write.length === 0) {
      if (!this.afterGap) this.damage(record.position - this.segment.base, 'a write has lost its beginning');
      if ((record.flags & LAST_OF_WRITE) !== 0) this.complete = record.end - this.segment.base;
      return;
    }
    this.afterGap = false;
    this.write.push(record);
    if ((record.flags & LAST_OF_WRITE) === 0) return;
    for (const member of this.write) this.count(member);
    this.write = [];
    this.complete = record.end - this.segment.base;
  }

  private count(record: LogRecord): void {
    const { index, broken } = this.state;
    const offset = record.position - this.segment.base;
    this.state.events += 1;
    if (broken.size > 0 && broken.has(record.streamName)) return;
    const slot = index.addScanned(record);
    if (slot >= 0) this.builder.add(slot, record.index, offset, record.isTombstone);
    else this.breakOff(record, offset);
  }

  private breakOff({ index: place, streamName }: LogRecord, offset: number): void {
    const { index, broken } = this.state;
    const last = index.lastRevision(index.slotOf(streamName));
    broken.add(streamName);
    this.damage(offset, `event ${place} of stream ${JSON.stringify(streamName)} follows ${last < 0 ? 'nothing' : `event ${last}`} of it`);
  }

  /** Reports what lies between `end` and the next whole record; answers where that starts. */
  private skipDamage(end: number): number {
    const next = findRecord(this.segment, end + 1, () => true);
    const to = next ? next.position - this.segment.base : this.segment.length;
    this.damage(end, `a record is damaged: ${to - end} bytes up to ${next ? 'the next whole record' : 'the end'} cannot be read`);
    this.write = [];
    this.afterGap = true;
    this.complete = to;
    return to;
  }

  private abandonWrite(): void {
    const [first] = this.write;
    if (first) this.damage(first.position - this.segment.base, 'a write is not complete');
    this.write = [];
  }

  private checkIndexFile(): void {
    const { index, findings, broken } = this.state;
    const file = indexPath(this.segment);
    if (findings.count > this.findingsBefore || broken.size > 0 || !fs.existsSync(file)) return;
    const expected = encodeSegmentIndex(this.builder.build(this.segment, (slot) => index.hashOf(slot)));
    const found = fs.readFileSync(file);
    if (found.equals(expected)) return;
    const offset = Math.max(
      0,
      expected.findIndex((byte, at) => byte !== found[at]),
    );
    findings.add(file, offset, 'the index does not say what its segment holds; delete this file, the node makes it again at start');
  }

  private damage(offset: number, finding: string): void {
    this.state.findings.add(this.segment.path, offset, finding);
  }

  private tellProgress(offset: number): void {
    this.state.progress(offset - this.reported);
    this.reported = offset;
  }
}
