import fs from 'node:fs';
import path from 'node:path';
import { dataFiles, loadConfig, systemClock, type Terminal, version } from '@waybill/platform';
import { Command } from 'commander';
import { copyDurably, mustBeEmpty, syncFolder } from '../backup/folders';
import { type Manifest, sha256, writeManifest } from '../backup/manifest';
import { bytes } from '../progress';
import { Refusal } from '../refusal';
import { checkDirectory, copyDirectory } from '../store-tool';
import { reportLines } from './check-store';

/** `backup`: copies everything that cannot be made again, while Waybill runs or not. Postgres is built again from the log. */
export function backup(terminal: Terminal): Command {
  return new Command('backup')
    .description('copy the embedded event store and the keys into a new folder, while Waybill runs or not; read models are not needed')
    .argument('<folder>', 'new or empty folder for the backup')
    .action(async (folder: string) => takeBackup(path.resolve(folder), terminal));
}

async function takeBackup(target: string, terminal: Terminal): Promise<void> {
  const { dataDir, eventStoreUrl } = loadConfig();
  if (eventStoreUrl)
    throw new Refusal(
      'EVENTSTORE_URL names a store of its own: use the backup of that one. The keys are in the environment or under DATA_DIR.',
    );
  const { events } = dataFiles(dataDir);
  if (!fs.existsSync(events)) throw new Refusal(`${dataDir} holds no event store: DATA_DIR names the folder of the Waybill to back up.`);
  mustBeEmpty(target, 'a backup');
  const takenAt = new Date(systemClock.now()).toISOString();
  const copy = path.join(target, 'events');
  fs.mkdirSync(copy, { recursive: true, mode: 0o700 });
  fs.chmodSync(target, 0o700);
  const copied = await copyDirectory(events, copy, terminal);
  const keys = copyKeys(dataDir, target);
  const report = await checkDirectory(copy, terminal, true);
  if (report.damages > 0) throw new Refusal([...reportLines(report), 'The event store is damaged, so this is no backup.'].join('\n'));
  const files = [...copied.map(({ name, bytes: size }) => ({ path: `events/${name}`, bytes: size })), ...keys];
  writeManifest(target, { format: 1, takenAt, waybill: version, events: report.events, files });
  syncFolder(target);
  terminal.say(
    `Backed up ${bytes(report.bytes)} with ${report.events.toLocaleString('en')} events to ${target}, and read it again: it is whole.`,
  );
  sayWhatIsMissing(keys, terminal);
}

function copyKeys(dataDir: string, target: string): Manifest['files'] {
  const { operatorKey, deploymentKey } = dataFiles(dataDir);
  return [operatorKey, deploymentKey].filter(fs.existsSync).map((file) => {
    const copy = path.join(target, path.basename(file));
    copyDurably(file, copy);
    return { path: path.basename(file), bytes: fs.statSync(copy).size, sha256: sha256(copy) };
  });
}

function sayWhatIsMissing(keys: Manifest['files'], terminal: Terminal): void {
  terminal.say(keys.length > 0 ? 'It holds keys: keep it as safe as those.' : 'It holds no keys.');
  if (!keys.some(({ path: name }) => name === 'deployment-key'))
    terminal.say(
      'DEPLOYMENT_KEY comes from the environment and is not in it: keep that too, or tracking links and the secrets of sources are lost.',
    );
}
