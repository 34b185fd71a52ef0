import fs from 'node:fs';
import path from 'node:path';
import { copyStore } from './backup/copy-store';
import { checkStore, NoStore } from './check/check-store';
import { type DirectoryLock, DirectoryLocked, lockDirectory } from './directory-lock';

const USAGE = 'usage: offline.js check <directory> [--unlocked] | copy <directory> <target>';
const PROGRESS_MS = 200;

/** One JSON line for the process that started this one. */
function tell(event: string, details: object): void {
  process.stdout.write(`${JSON.stringify({ event, ...details })}\n`);
}

function progress(): (done: number, total: number) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (done, total) => {
    if (performance.now() - toldAt < PROGRESS_MS && done < total) return;
    toldAt = performance.now();
    tell('progress', { done, total });
  };
}

function check(directory: string): void {
  const result = checkStore(directory, { damage: (finding) => tell('damage', finding), progress: progress() });
  tell('checked', result);
  if (result.damages > 0) process.exitCode = 1;
}

async function exclusive(directory: string): Promise<DirectoryLock> {
  try {
    return await lockDirectory(directory);
  } catch (error) {
    if (!(error instanceof DirectoryLocked)) throw error;
    throw new Error(`An event node works on ${directory}: stop Waybill first, or look at a backup of it.`);
  }
}

/** Tools for a data directory, in a process of their own. They tell what they do in JSON lines; exit code 1 on damage or when refused. */
async function main([tool, directory, option]: readonly string[]): Promise<void> {
  if (!directory || (tool === 'copy' && !option)) throw new Error(USAGE);
  const data = path.resolve(directory);
  if (!fs.existsSync(data)) throw new NoStore(data);
  if (tool === 'copy') tell('copied', { files: copyStore(data, path.resolve(option as string), progress()) });
  else if (tool === 'check') await checkLocked(data, option !== '--unlocked');
  else throw new Error(USAGE);
}

/** A copy that no node works on may lie where nothing can be written; then it is not locked. */
async function checkLocked(directory: string, isLocked: boolean): Promise<void> {
  const lock = isLocked ? await exclusive(directory) : undefined;
  check(directory);
  await lock?.release();
}

main(process.argv.slice(2)).catch((error: Error) => {
  tell('refused', { message: error.message });
  process.exitCode = 1;
});
