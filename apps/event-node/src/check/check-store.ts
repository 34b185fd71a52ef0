import fs from 'node:fs';
import { StreamIndex } from '../index/stream-index';
import { LogReader } from '../log/log-reader';
import { claimedBase, headerFault, isHalfMade, listSegments, type SegmentFile, segmentPath } from '../log/segment-file';
import { indexPath } from '../log/segment-index';
import { Segments } from '../log/segments';
import { TailSlabs } from '../log/tail-slabs';
import { type Finding, Findings } from './findings';
import { type CheckState, SegmentCheck } from './segment-check';

/** What a check says while it runs. */
export interface CheckListener {
  damage(finding: Finding): void;
  /** Bytes looked at so far, of all. */
  progress(done: number, total: number): void;
}

/** What a check found. */
export interface CheckResult {
  /** Pieces of damage; the listener was told the first hundred. */
  readonly damages: number;
  readonly segments: number;
  readonly events: number;
  readonly streams: number;
  readonly bytes: number;
  /** Bytes at the end that belong to a write which was never acknowledged: no damage, the next start cuts them. */
  readonly unfinishedBytes: number;
}

/** The directory holds no event store. */
export class NoStore extends Error {
  constructor(directory: string) {
    super(`${directory} holds no event store (no segment-*.log in it).`);
  }
}

/**
 * Reads a whole data directory that no node works on, without changing it: headers, order of segments, checksum and position of every
 * record, completeness of every write, revisions of every stream, index files. Damage is told and stepped over. Throws {@link NoStore}.
 */
export function checkStore(directory: string, listener: CheckListener): CheckResult {
  const findings = new Findings((finding) => listener.damage(finding));
  const files = openAll(directory, findings);
  const total = files.reduce((sum, { length }) => sum + length, 0);
  const segments = new Segments(files);
  const reader = new LogReader(segments, new TailSlabs(0));
  let done = 0;
  const state: CheckState = {
    findings,
    index: new StreamIndex((position) => reader.knownRecordAt(position)),
    broken: new Set(),
    events: 0,
    progress: (bytes) => {
      done += bytes;
      listener.progress(done, total);
    },
  };
  try {
    const unfinishedBytes = checkAll(segments, state);
    const { streams } = state.index.size;
    return { damages: findings.count, segments: files.length, events: state.events, streams, bytes: total, unfinishedBytes };
  } finally {
    segments.close();
  }
}

function checkAll({ sealed, active }: Segments, state: CheckState): number {
  for (const segment of sealed) new SegmentCheck(segment, state).sealed();
  if (fs.existsSync(indexPath(active))) state.findings.add(active.path, active.length, 'the segment that follows is missing');
  return new SegmentCheck(active, state).last();
}

/** Opens whatever is there. A segment with a damaged header is taken to be where it should be. */
function openAll(directory: string, findings: Findings): SegmentFile[] {
  const numbers = listSegments(directory);
  const last = numbers.at(-1);
  if (last !== undefined && numbers.length > 1 && isHalfMade(segmentPath(directory, last))) numbers.pop();
  if (numbers.length === 0) throw new NoStore(directory);
  const files: SegmentFile[] = [];
  let expected = 0;
  for (const number of numbers) {
    const file = segmentPath(directory, number);
    const fd = fs.openSync(file, 'r');
    const base = claimedBase(fd);
    if (base !== expected) findings.add(file, 0, headerFault(base, expected));
    files.push({ number, path: file, fd, base: base ?? expected, length: fs.fstatSync(fd).size });
    expected = (base ?? expected) + (files.at(-1) as SegmentFile).length;
  }
  return files;
}
