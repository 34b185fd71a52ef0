import { type ChildProcess, spawn } from 'node:child_process';
import readline from 'node:readline';
import { inheritedEnvironment, onShutdown, readyToParent } from '@waybill/platform';
import type { GuardedCommand } from './guarded-command';

/** Secrets that Postgres has no need of; its environment is readable for the user it runs as. */
const WITHHELD = { OPERATOR_API_KEY: undefined, DEPLOYMENT_KEY: undefined, DATABASE_URL: undefined, EVENTSTORE_URL: undefined };
const QUIT_AFTER_MS = 4_000;
const KILL_AFTER_MS = 6_000;

function run({ argv: [command = '', ...args], uid, gid }: GuardedCommand): ChildProcess {
  const identity = uid === undefined ? {} : { uid, gid };
  return spawn(command, args, { ...identity, env: inheritedEnvironment(WITHHELD), stdio: ['ignore', 'inherit', 'pipe'] });
}

/** SIGINT is Postgres's fast shutdown, SIGQUIT its immediate one (as after a crash: the next start recovers). */
async function stop(postgres: ChildProcess): Promise<void> {
  if (postgres.exitCode !== null || postgres.signalCode !== null) return;
  const ended = new Promise((resolve) => postgres.once('exit', resolve));
  postgres.kill('SIGINT');
  const harder = [setTimeout(() => postgres.kill('SIGQUIT'), QUIT_AFTER_MS), setTimeout(() => postgres.kill('SIGKILL'), KILL_AFTER_MS)];
  await ended;
  for (const timer of harder) clearTimeout(timer);
}

/**
 * Runs Postgres and never leaves it behind: the channel to the standalone closes also when that one is killed with -9, and then Postgres is
 * stopped in order. Ends with 1 when Postgres ends by itself.
 */
function main(command: GuardedCommand): void {
  const postgres = run(command);
  let stopping = false;
  postgres.once('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  // Our own exit is onShutdown's while it is stopping.
  postgres.once('exit', () => stopping || setImmediate(() => process.exit(1)));
  const lines = readline.createInterface({ input: postgres.stderr as NodeJS.ReadableStream });
  lines.on('line', (line) => {
    process.stderr.write(`${line}\n`);
    if (line.includes(command.readyLine)) readyToParent({ pid: postgres.pid });
  });
  // The output has no reader any more once the standalone is gone.
  process.stderr.on('error', () => {});
  onShutdown([
    () => {
      stopping = true;
      return stop(postgres);
    },
  ]);
}

main(JSON.parse(process.argv[2] ?? '{}'));
