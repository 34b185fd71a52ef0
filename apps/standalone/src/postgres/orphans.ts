import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { until } from '../waiting';

const pidFile = (folder: string) => path.join(folder, 'postmaster.pid');

function postmasterIn(folder: string): number | undefined {
  try {
    const pid = Number(fs.readFileSync(pidFile(folder), 'utf8').split('\n')[0]);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function worksIn(pid: string, folder: string): boolean {
  try {
    return fs.readlinkSync(`/proc/${pid}/cwd`) === folder;
  } catch {
    return false;
  }
}

function runsFrom(pid: number, folder: string): boolean {
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(folder);
  } catch {
    return false;
  }
}

/** Every process of Postgres has its folder as working directory; so this finds backends too that outlived their postmaster. */
function processesOf(folder: string): readonly number[] {
  const real = fs.realpathSync(folder);
  if (fs.existsSync('/proc/self/cwd')) {
    const all = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return all.filter((pid) => worksIn(pid, real)).map(Number);
  }
  const postmaster = postmasterIn(folder);
  return postmaster !== undefined && runsFrom(postmaster, folder) ? [postmaster] : [];
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // Ended in the meantime.
    }
  }
}

/**
 * Stops a Postgres that a killed Waybill left running from this folder, and takes away a pid file whose number now belongs to some other
 * program (Postgres would refuse to start for its sake). A file of a dead process stays: Postgres itself checks its shared memory first.
 */
export async function clearOrphans(folder: string): Promise<void> {
  if (!fs.existsSync(folder)) return;
  const isGone = () => processesOf(folder).length === 0;
  const steps = [
    ['SIGINT', 5_000],
    ['SIGQUIT', 2_000],
    ['SIGKILL', 2_000],
  ] as const;
  for (const [name, patienceMs] of steps) {
    if (isGone()) break;
    const postmaster = postmasterIn(folder);
    const living = processesOf(folder);
    signal(name !== 'SIGKILL' && postmaster !== undefined && living.includes(postmaster) ? [postmaster] : living, name);
    await until(isGone, patienceMs);
  }
  if (isGone() && fs.existsSync('/proc/self/cwd') && isLiving(postmasterIn(folder))) fs.rmSync(pidFile(folder), { force: true });
}

function isLiving(pid: number | undefined): boolean {
  return pid !== undefined && fs.existsSync(`/proc/${pid}`);
}
