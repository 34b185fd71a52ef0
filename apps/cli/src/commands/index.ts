import type { Terminal } from '@waybill/platform';
import type { Command } from 'commander';
import { checkStore } from './check-store';
import { deadLettersCommand } from './dead-letters';

/** Every command; each one's `npm run` script has its name. */
export const COMMANDS: readonly ((terminal: Terminal) => Command)[] = [checkStore, deadLettersCommand];
