import { ConfigurationError, errorOf, systemClock, Terminal, version } from '@waybill/platform';
import { Command } from 'commander';
import { COMMANDS } from './commands';
import { Refusal } from './refusal';

/** Runs one command. Exit code 0 when it did what was asked, 1 when not. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('waybill').description("Operators' commands").version(version);
  const terminal = new Terminal(process.stdout, systemClock.monotonic);
  for (const command of COMMANDS) program.addCommand(command(terminal));
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    const isExpected = error instanceof Refusal || error instanceof ConfigurationError;
    process.stderr.write(`${isExpected ? error.message : errorOf(error).stack}\n`);
    process.exitCode = 1;
  }
}

if (require.main === module) void main(process.argv.slice(2));
