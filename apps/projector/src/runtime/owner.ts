import { hostname } from 'node:os';
import { codeOf } from '@waybill/platform';
import { evict, knownOwners, type ReadDatabase } from '@waybill/read-model';
import { v4 as uuidv4 } from 'uuid';

/** Name of this process among those that share the partitions: machine, process id, and something that no other process has. */
export const ownerName = (): string => `${hostname()}/${process.pid}/${uuidv4().slice(0, 8)}`;

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

/** True for a process of this machine that no longer runs; this process's own id under another name is an earlier one's. */
export function isDead(owner: string, self: string): boolean {
  const [host, pid] = owner.split('/');
  if (host !== hostname() || owner === self) return false;
  return Number(pid) === process.pid || isGone(Number(pid));
}

/** After a crash on one machine the next process goes on at once instead of waiting for the leases to run out. */
export async function evictDeadOwners(database: ReadDatabase, self: string): Promise<void> {
  const owners = await knownOwners(database);
  await evict(
    database,
    owners.filter((owner) => isDead(owner, self)),
  );
}
