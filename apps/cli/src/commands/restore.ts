import fs from 'node:fs';
import path from 'node:path';
import { loadConfig, readAddresses, type Terminal } from '@waybill/platform';
import { Command } from 'commander';
import { copyDurably, mustBeEmpty, syncFolder } from '../backup/folders';
import type { Manifest } from '../backup/manifest';
import { verifyBackup } from '../backup/verification';
import { bytes, progressLine } from '../progress';
import { Refusal } from '../refusal';

/** `restore`: makes a data folder of a backup. It appears whole or not at all. */
export function restore(terminal: Terminal): Command {
  return new Command('restore')
    .description('make a new data folder of a backup; the read models are built again at the next start')
    .argument('<backup>', 'folder that `backup` filled')
    .option('--data-dir <folder>', 'new or empty folder to restore into (default: DATA_DIR)')
    .action(async (backup: string, options: { dataDir?: string }) => {
      const { dataDir, eventStoreUrl } = loadConfig();
      if (eventStoreUrl && !options.dataDir)
        throw new Refusal('EVENTSTORE_URL names a store of its own, which is not restored from here: unset it, or give --data-dir.');
      await restoreInto(path.resolve(options.dataDir ?? dataDir), path.resolve(backup), terminal);
    });
}

async function restoreInto(target: string, backup: string, terminal: Terminal): Promise<void> {
  if (readAddresses(target))
    throw new Refusal(`Waybill runs on ${target}: stop it, and restore into another folder or move this one away.`);
  mustBeEmpty(target, 'a restored Waybill');
  const manifest = await verifyBackup(backup, terminal);
  const draft = `${target}.restoring`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(path.join(draft, 'events'), { recursive: true, mode: 0o700 });
  copyAll(manifest, backup, draft, terminal);
  syncFolder(path.join(draft, 'events'));
  fs.renameSync(draft, target);
  syncFolder(target);
  terminal.say(`Restored ${manifest.events.toLocaleString('en')} events as of ${manifest.takenAt} to ${target}.`);
  terminal.say(`Start it: DATA_DIR='${target}' npm start. Its read models are built again from the log.`);
}

function copyAll({ files }: Manifest, from: string, to: string, terminal: Terminal): void {
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const startedAt = performance.now();
  let done = 0;
  for (const { path: name, bytes: size } of files) {
    copyDurably(path.join(from, name), path.join(to, name));
    done += size;
    terminal.status(progressLine('Copying', { done, total }, performance.now() - startedAt, bytes));
  }
}
