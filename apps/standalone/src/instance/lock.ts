import fs from 'node:fs';
import path from 'node:path';
import { codeOf, writePrivateFile } from '@waybill/platform';
import { StartProblem } from '../problem';
import { shortPath } from '../screen';
import { until } from '../waiting';
import { identify, isAlive, type ProcessIdentity } from './identity';

/** Who runs Waybill from a data folder, and which processes it started, so that its successor finds them after a kill -9. */
export type Instance = ProcessIdentity & { readonly children: Readonly<Record<string, ProcessIdentity>> };

export type InstanceLock = {
  /** The processes of an instance that died without stopping them. */
  readonly leftovers: readonly ProcessIdentity[];
  /** Remembers a process that was started. */
  remember(name: string, pid: number): void;
  release(): void;
};

const PATIENCE_MS = 15_000;
const lockFile = (dataDir: string) => path.join(dataDir, 'instance.json');

function readInstance(file: string): Instance | undefined {
  try {
    const written: Instance = JSON.parse(fs.readFileSync(file, 'utf8'));
    return written;
  } catch {
    return undefined;
  }
}

/** Puts our file in place if there is none. A link is made whole or not at all, so no other start reads half of it. */
function put(file: string, instance: Instance): boolean {
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, JSON.stringify(instance), { mode: 0o600 });
  try {
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** Takes a dead instance's file away and answers its processes. Of two starts that try this at once, one gets the file. */
function clearDead(file: string): readonly ProcessIdentity[] {
  const aside = `${file}.dead-${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return [];
  }
  const taken = readInstance(aside);
  // Between our look and our grip another start may have taken over: give it back.
  if (taken && isAlive(taken)) fs.linkSync(aside, file);
  fs.rmSync(aside, { force: true });
  return Object.values(taken?.children ?? {});
}

function heldBy(file: string, self: Instance, leftovers: ProcessIdentity[]): Instance | undefined {
  const holder = readInstance(file);
  if (holder && isAlive(holder)) return holder;
  if (holder || fs.existsSync(file)) leftovers.push(...clearDead(file));
  return put(file, self) ? undefined : readInstance(file);
}

/**
 * Makes this process the only one that runs Waybill from this folder. Waits up to 15 s for one that is about to end.
 * @throws StartProblem that names the process which holds it.
 */
export async function lockInstance(dataDir: string, announce: (line: string) => void, patienceMs = PATIENCE_MS): Promise<InstanceLock> {
  const file = lockFile(dataDir);
  const shown = shortPath(dataDir);
  const leftovers: ProcessIdentity[] = [];
  let self: Instance = { ...(identify(process.pid) ?? { pid: process.pid }), children: {} };
  let holder = heldBy(file, self, leftovers);
  if (holder) announce(`Waybill already runs from ${shown} (process ${holder.pid}); waiting for it to end …`);
  const free = async () => {
    holder = heldBy(file, self, leftovers);
    return holder === undefined;
  };
  if (holder && !(await until(free, patienceMs, 200)))
    throw new StartProblem(
      `Process ${holder.pid} runs Waybill from ${shown}: stop it (kill ${holder.pid}), or choose another folder with DATA_DIR.`,
    );
  return {
    leftovers,
    remember(name, pid) {
      const known = identify(pid);
      if (!known) return;
      self = { ...self, children: { ...self.children, [name]: known } };
      writePrivateFile(file, JSON.stringify(self));
    },
    release: () => fs.rmSync(file, { force: true }),
  };
}
