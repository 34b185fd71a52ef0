import { until } from '../waiting';
import { isAlive, type ProcessIdentity } from './identity';

function kill(pid: number): void {
  // Children lead process groups of their own; the group takes Postgres along with its guard.
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
}

/** Waits for the children of an instance that died; they end by themselves when it is gone. Those that hang are killed. */
export async function clearLeftovers(leftovers: readonly ProcessIdentity[], patienceMs = 9_000): Promise<void> {
  const living = () => leftovers.filter(isAlive);
  if (await until(() => living().length === 0, patienceMs)) return;
  // Without a start time the number alone is no proof: it may be another process's by now.
  for (const process of living()) if (process.startedAt !== undefined) kill(process.pid);
  await until(() => living().length === 0, 2_000);
}
