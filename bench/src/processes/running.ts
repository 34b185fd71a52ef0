import { fork } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';
import type { Command, ReadyMessage } from '../../../apps/standalone/src/supervisor/child';

/** A process of the product, or of the bench, that is up. */
export interface Running {
  readonly pid: number;
  readonly ready: ReadyMessage;
  stop(): Promise<void>;
}

const KEPT_LINES = 20;
const running = new Set<() => void>();

/** Ends whatever still runs, without waiting; for a bench that fails or is interrupted. */
export function killAll(): void {
  for (const kill of running) kill();
}

/** Starts a script and waits until it says over its channel that it is up. It ends by itself when the bench is gone. */
export async function start(name: string, { script, args, env }: Command, nodeOptions: readonly string[] = []): Promise<Running> {
  const execArgv = ['--enable-source-maps', ...nodeOptions];
  const child = fork(script, args, { env, execArgv, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) readline.createInterface({ input: stream }).on('line', (line) => void (lines.push(line) > KEPT_LINES && lines.shift()));
  }
  const kill = () => void child.kill('SIGKILL');
  running.add(kill);
  const exited = once(child, 'exit').finally(() => running.delete(kill));
  const ready = await new Promise<ReadyMessage>((resolve, reject) => {
    child.on('message', (message: ReadyMessage) => ['ready', 'listening'].includes(message.event) && resolve(message));
    exited.then(() => reject(new Error(`${name} ended before it was up:\n${lines.join('\n')}`)), reject);
  });
  return {
    pid: child.pid as number,
    ready,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
