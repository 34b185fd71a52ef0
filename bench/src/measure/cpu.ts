import fs from 'node:fs';

/** Linux counts CPU time of processes in ticks of 10 ms (USER_HZ), whatever its own timer does. */
const TICK_MS = 10;

interface ProcessTimes {
  readonly parent: number;
  readonly ms: number;
}

/** Fields after the command name, which may itself hold spaces and brackets. See proc(5). */
function timesOf(pid: number): ProcessTimes | undefined {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // ppid is field 4; utime, stime, cutime, cstime are 14 to 17. Children that have ended count in the last two.
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: Number(fields[1]), ms: ticks * TICK_MS };
  } catch {
    return undefined;
  }
}

function everyProcess(): Map<number, ProcessTimes> {
  const all = new Map<number, ProcessTimes>();
  for (const name of fs.readdirSync('/proc')) {
    const times = /^\d+$/.test(name) ? timesOf(Number(name)) : undefined;
    if (times) all.set(Number(name), times);
  }
  return all;
}

function treeTime(root: number, all: ReadonlyMap<number, ProcessTimes>): number {
  let sum = all.get(root)?.ms ?? 0;
  for (const [pid, { parent }] of all) if (parent === root) sum += treeTime(pid, all);
  return sum;
}

/** Milliseconds of CPU that each process and everything below it (Postgres's backends, for example) has used so far. */
export function cpuTimes(roots: Readonly<Record<string, number>>): Record<string, number> {
  const all = everyProcess();
  return Object.fromEntries(Object.entries(roots).map(([name, pid]) => [name, treeTime(pid, all)]));
}

/** What was used between two readings. */
export const cpuBetween = (before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]));
