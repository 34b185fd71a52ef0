import { fork } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';
import type { Command, ReadyMessage } from '../../../apps/standalone/src/supervisor/child';

/** A process of the product. */
export interface Running {
  readonly pid: number;
  /** What it said when it was up; the projector says so when it has caught up. Rejects when it ends before. */
  readonly ready: Promise<ReadyMessage>;
  stop(): Promise<void>;
}

const KEPT_LINES = 20;
const leftovers = new Set<() => void>();

/** Something to do when the bench fails or is interrupted. Answers how to take that back. */
export function cleanUpLater(work: () => void): () => void {
  leftovers.add(work);
  return () => void leftovers.delete(work);
}

/** Ends whatever still runs and takes away its files, without waiting. */
export function cleanUp(): void {
  for (const work of leftovers) work();
}

/** Starts a script. It ends by itself when the bench is gone. */
export function start(name: string, { script, args, env }: Command, nodeOptions: readonly string[] = []): Running {
  const execArgv = ['--enable-source-maps', ...nodeOptions];
  const child = fork(script, args, { env, execArgv, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) readline.createInterface({ input: stream }).on('line', (line) => void (lines.push(line) > KEPT_LINES && lines.shift()));
  }
  const forget = cleanUpLater(() => child.kill('SIGTERM'));
  const exited = once(child, 'exit').finally(forget);
  const ready = new Promise<ReadyMessage>((resolve, reject) => {
    child.on('message', (message: ReadyMessage) => ['ready', 'listening'].includes(message.event) && resolve(message));
    exited.then(() => reject(new Error(`${name} ended before it was up:\n${lines.join('\n')}`)), reject);
  });
  // Not every caller waits for it.
  ready.catch(() => undefined);
  return {
    pid: child.pid as number,
    ready,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
