import type { Terminal } from '@waybill/platform';
import type { Command } from 'commander';
import { backup } from './backup';
import { checkStore } from './check-store';
import { deadLettersCommand } from './dead-letters';
import { etaReport, etaTrain } from './eta';
import { importCommand } from './import';
import { renormalizeCommand } from './renormalize';
import { replay } from './replay';
import { restore } from './restore';
import { verify } from './verify';
import { verifyBackupCommand } from './verify-backup';

/** Every command; each one's `npm run` script has its name. */
export const COMMANDS: readonly ((terminal: Terminal) => Command)[] = [
  backup,
  verifyBackupCommand,
  restore,
  checkStore,
  deadLettersCommand,
  importCommand,
  renormalizeCommand,
  replay,
  verify,
  etaTrain,
  etaReport,
];
