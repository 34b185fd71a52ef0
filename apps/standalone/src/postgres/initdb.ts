import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { StartProblem } from '../problem';
import { handOver, type RunAs } from './run-as';

export const SUPERUSER = 'waybill';

export type NewCluster = {
  readonly folder: string;
  /** Folder with bin/ in it. */
  readonly binaries: string;
  readonly runAs: RunAs;
  readonly password: string;
  /** False only in tests: a power cut during the first seconds could then leave a broken database. */
  readonly sync: boolean;
};

/** The password goes in a file, never on a command line that every user can list. */
async function withPasswordFile<T>({ password, runAs }: NewCluster, use: (file: string) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-'));
  const file = path.join(folder, 'password');
  try {
    fs.writeFileSync(file, password, { mode: 0o600 });
    handOver(file, runAs);
    handOver(folder, runAs);
    return await use(file);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function initdbArguments(folder: string, passwordFile: string, sync: boolean): readonly string[] {
  const access = ['-U', SUPERUSER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  return ['-D', folder, ...access, '-E', 'UTF8', '--no-locale', '--no-instructions', ...(sync ? [] : ['--no-sync'])];
}

/** An earlier start that was killed half-way leaves its draft behind. */
function removeDrafts(folder: string): void {
  const parent = path.dirname(folder);
  const drafts = fs.readdirSync(parent).filter((name) => name.startsWith(`${path.basename(folder)}.init-`));
  for (const name of drafts) fs.rmSync(path.join(parent, name), { recursive: true, force: true });
}

/** Makes the database's folder, as a whole or not at all: initdb works in a draft that is renamed when it is done. */
export async function initialise(cluster: NewCluster): Promise<void> {
  const { folder, binaries, runAs, sync } = cluster;
  removeDrafts(folder);
  const draft = `${folder}.init-${process.pid}`;
  fs.mkdirSync(draft, { mode: 0o700 });
  handOver(draft, runAs);
  const [command = '', ...prefix] = [...runAs.wrap, path.join(binaries, 'bin', 'initdb')];
  const identity = runAs.uid === undefined ? {} : { uid: runAs.uid, gid: runAs.gid };
  await withPasswordFile(cluster, async (file) => {
    try {
      await promisify(execFile)(command, [...prefix, ...initdbArguments(draft, file, sync)], { ...identity, cwd: draft });
    } catch (error) {
      const lines = String((error as { stderr?: string }).stderr || error)
        .trim()
        .split('\n');
      throw new StartProblem(`Postgres could not make its folder ${folder}: ${lines.at(-1)}. Setting DATABASE_URL avoids it.`);
    }
  });
  fs.renameSync(draft, folder);
}
