import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Binaries } from './binaries';
import { isOpenToAll, type RunAs } from './run-as';

const STATE = '/var/lib/waybill';

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

/**
 * The folder that Postgres's own folder lies in. The user `nobody` cannot pass through a private home such as /root: then it lies under
 * /var/lib/waybill, one per data folder, and survives a reboot there.
 */
export function databaseParent(dataDir: string, runAs: RunAs): string {
  if (runAs.kind !== 'nobody') return dataDir;
  const above = path.dirname(dataDir);
  const parent = isOpenToAll(above) ? dataDir : path.join(STATE, hash(dataDir));
  fs.mkdirSync(parent, { recursive: true, mode: 0o711 });
  // Pass through, not list: the keys in it are readable by their owner only.
  fs.chmodSync(parent, 0o711);
  if (parent !== dataDir) fs.chmodSync(STATE, 0o711);
  return parent;
}

/** The binaries where the user that Postgres runs as can read them: in place, else a copy (60 MB, once per version). */
export function reachableBinaries(binaries: Binaries, runAs: RunAs): string {
  if (runAs.kind !== 'nobody' || isOpenToAll(path.join(binaries.folder, 'bin'))) return binaries.folder;
  const copy = path.join(fs.existsSync('/var/lib') ? STATE : os.tmpdir(), `postgres-${binaries.major}-${hash(binaries.folder)}`);
  if (!fs.existsSync(copy)) {
    const draft = `${copy}.${process.pid}`;
    fs.mkdirSync(path.dirname(copy), { recursive: true, mode: 0o711 });
    fs.cpSync(binaries.folder, draft, { recursive: true, verbatimSymlinks: true });
    openForReading(draft);
    fs.renameSync(draft, copy);
  }
  return copy;
}

function openForReading(folder: string): void {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const full = path.join(entry.parentPath, entry.name);
    if (!entry.isSymbolicLink()) fs.chmodSync(full, fs.statSync(full).mode | (entry.isDirectory() ? 0o055 : 0o044));
  }
}
