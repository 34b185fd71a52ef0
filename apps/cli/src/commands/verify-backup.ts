import path from 'node:path';
import type { Terminal } from '@waybill/platform';
import { Command } from 'commander';
import { verifyBackup } from '../backup/verification';

/** `backup:verify`: reads a whole backup and says whether it could be restored. */
export function verifyBackupCommand(terminal: Terminal): Command {
  return new Command('backup:verify')
    .description('read a whole backup and say whether it could be restored')
    .argument('<backup>', 'folder that `backup` filled')
    .action(async (backup: string) => {
      const { takenAt, events } = await verifyBackup(path.resolve(backup), terminal);
      terminal.say(`Whole: ${events.toLocaleString('en')} events as of ${takenAt}.`);
    });
}
