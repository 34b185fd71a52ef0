import fs from 'node:fs';
import { codeOf } from '@waybill/platform';

/** A process that can be told from a later one with the same number. `startedAt` is in clock ticks since boot, where the system tells it. */
export type ProcessIdentity = { readonly pid: number; readonly startedAt?: string };

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** The living process with this number; undefined when there is none, or only a zombie that its parent has not collected. */
export function identify(pid: number): ProcessIdentity | undefined {
  if (!fs.existsSync('/proc/self/stat')) return answersSignals(pid) ? { pid } : undefined;
  try {
    // The command's name in parentheses may hold anything, spaces and parentheses included: count from the last one (proc(5)).
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ') ?? [];
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : { pid, startedAt: fields[19] };
  } catch {
    return undefined;
  }
}

export function isAlive(process: ProcessIdentity): boolean {
  const now = identify(process.pid);
  return now !== undefined && now.startedAt === process.startedAt;
}
