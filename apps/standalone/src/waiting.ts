import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '@waybill/platform';

export { wait };

/** Asks until the answer is yes (true) or the time is over (false). */
export async function until(isSo: () => boolean | Promise<boolean>, withinMs: number, everyMs = 50): Promise<boolean> {
  const giveUpAt = systemClock.monotonic() + withinMs;
  while (!(await isSo())) {
    if (systemClock.monotonic() > giveUpAt) return false;
    await wait(everyMs);
  }
  return true;
}
