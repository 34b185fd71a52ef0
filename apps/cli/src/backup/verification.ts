import fs from 'node:fs';
import path from 'node:path';
import type { Terminal } from '@waybill/platform';
import { reportLines } from '../commands/check-store';
import { Refusal } from '../refusal';
import { checkDirectory } from '../store-tool';
import { type Manifest, readManifest, sha256 } from './manifest';

/** Reads a whole backup: every file has its size, keys their content, the log every record. @throws Refusal that names what is wrong. */
export async function verifyBackup(folder: string, terminal: Terminal): Promise<Manifest> {
  const manifest = readManifest(folder);
  for (const { path: name, ...expected } of manifest.files) {
    const file = path.join(folder, name);
    const size = fs.statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) throw new Refusal(`${file} is missing from the backup: take another one.`);
    if (size !== expected.bytes)
      throw new Refusal(`${file} has ${size} bytes and not the ${expected.bytes} that were copied: take another backup.`);
    if (expected.sha256 && sha256(file) !== expected.sha256) throw new Refusal(`${file} is not what was copied: take another backup.`);
  }
  const report = await checkDirectory(path.join(folder, 'events'), terminal, true);
  if (report.damages > 0) throw new Refusal([...reportLines(report), 'Take another backup.'].join('\n'));
  if (report.events !== manifest.events)
    throw new Refusal(`The backup holds ${report.events} events and not ${manifest.events}: take another one.`);
  return manifest;
}
