import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const PATIENCE_MS = 120_000;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Holds the lock file, or says that a living process does. The link makes it appear with its content, so no reader finds an empty one. */
function take(file) {
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, String(process.pid));
  try {
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

function clearDead(file) {
  const holder = Number(fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : 0);
  if (holder && !isAlive(holder)) fs.rmSync(file, { force: true });
}

/** Runs `work` while no other process runs its own under the same file. */
export async function withLock(file, work) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!take(file)) {
    if (performance.now() > giveUpAt) throw new Error(`${file} is held by another build; remove it if none is running`);
    clearDead(file);
    await wait(50);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}
