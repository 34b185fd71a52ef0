import fs from 'node:fs';
import path from 'node:path';
import type { Finding } from '../findings';
import type { Machine, Revision } from '../measure/machine';
import { markdown } from './markdown';

/** One full run, as it is kept. */
export interface Run extends Revision {
  /** UTC, to the minute. */
  readonly date: string;
  readonly minutes: number;
  readonly machine: Machine;
  readonly benchmarks: readonly { readonly name: string; readonly title: string; readonly findings: readonly Finding[] }[];
}

/** Keeps a run for comparison with later ones, and as the latest for people. Answers the files. */
export function keep(run: Run, folder: string): readonly string[] {
  fs.mkdirSync(folder, { recursive: true });
  const json = path.join(folder, `${run.date.slice(0, 10)}-${run.commit}.json`);
  const text = path.join(folder, 'latest.md');
  fs.writeFileSync(json, `${JSON.stringify(run, null, 2)}\n`);
  fs.writeFileSync(text, markdown(run));
  return [json, text];
}
