import fs from 'node:fs';

/** The most memory that a process has had resident so far, in MB; undefined where the system does not tell. */
export function peakMemory(pid: number): number | undefined {
  if (!fs.existsSync(`/proc/${pid}/status`)) return undefined;
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return kilobytes === undefined ? undefined : Math.round((Number(kilobytes) * 1024) / 1_000_000);
}
