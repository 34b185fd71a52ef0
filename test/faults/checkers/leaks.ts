import fs from 'node:fs';

/** Open files and sockets of some processes, by name. */
export type OpenFiles = Readonly<Record<string, number>>;

/** Linux only: elsewhere there is nothing to count. */
export const canCountFiles = fs.existsSync('/proc/self/fd');

export function openFiles(pids: Readonly<Record<string, number>>): OpenFiles {
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, fs.readdirSync(`/proc/${pid}/fd`).length]));
}

/** Processes that have more open than before, by more than pools and keep-alive explain. */
export function leaks(before: OpenFiles, after: OpenFiles, allowance: number): string[] {
  return Object.entries(after)
    .filter(([name, count]) => count > (before[name] ?? 0) + allowance)
    .map(([name, count]) => `${name} has ${count} files and sockets open, ${before[name] ?? 0} before the faults`);
}
