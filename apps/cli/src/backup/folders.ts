import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from '@waybill/platform';
import { Refusal } from '../refusal';

const entries = (folder: string): readonly string[] => {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new Refusal(`${folder} cannot be used as a folder (${codeOf(error)}): name another one.`);
  }
};

/** @throws Refusal when there is anything in the folder already. */
export function mustBeEmpty(folder: string, what: string): void {
  if (entries(folder).length > 0) throw new Refusal(`${folder} is not empty: ${what} goes into a new or empty folder.`);
}

/** Makes what was written in a folder, and the folder itself, survive a power cut. */
export function syncFolder(folder: string): void {
  for (const one of [folder, path.dirname(folder)]) {
    const handle = fs.openSync(one, 'r');
    fs.fsyncSync(handle);
    fs.closeSync(handle);
  }
}

/** Copies a file for its owner only, durably. */
export function copyDurably(from: string, to: string): void {
  fs.copyFileSync(from, to, fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE);
  const handle = fs.openSync(to, 'r+');
  try {
    fs.fchmodSync(handle, 0o600);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
