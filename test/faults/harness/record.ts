import fs from 'node:fs';
import path from 'node:path';
import { currentRevision } from '../../../bench/src/measure/machine';

/** A finished run as it is kept. */
export interface RecordedRun {
  readonly profile: string;
  readonly seed: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly events: number;
  /** Violations, and faults that were planned and did not happen. */
  readonly problems: number;
  readonly measured: readonly string[];
  readonly minutes: number;
}

const PAGE = path.resolve(__dirname, '../../../docs/reliability.md');

/** Appends the run to the table at the end of docs/reliability.md, whether it went well or not. */
export function record(run: RecordedRun, page = PAGE): void {
  const { commit, changed } = currentRevision();
  const faults = Object.entries(run.faults).map(([kind, count]) => `${thousands(count)} × ${kind}`);
  const cells = [
    new Date().toISOString().slice(0, 10),
    `${commit}${changed ? ' and changes' : ''}`,
    run.profile,
    String(run.seed),
    faults.join(', '),
    thousands(run.events),
    String(run.problems),
    run.measured.join(', '),
    run.minutes.toFixed(0),
  ];
  fs.appendFileSync(page, `| ${cells.join(' | ')} |\n`);
}

const thousands = (count: number): string => count.toLocaleString('en-US');
