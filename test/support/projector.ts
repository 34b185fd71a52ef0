import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { up } from './child';

/** For one that has much to catch up with, in a long run. */
const LONG_MS = 60 * 60_000;
const MAIN = path.resolve(__dirname, '../../dist/apps/projector/src/main.js');

export interface ProjectorOptions {
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  /** Names of processors; all when absent. */
  readonly processors?: readonly string[];
  /** How long the tables of a build are kept after another one was switched to; a minute unless given. */
  readonly dropAfterMs?: number;
  /** False: do not wait until it follows the log. */
  readonly awaitReady?: boolean;
  /** How long after the last process with newer rules it goes back to its own; 15 s unless given. */
  readonly goBackAfterMs?: number;
  /** Of another release. */
  readonly script?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** A projector in a process of its own. */
export interface RunningProjector {
  readonly pid: number;
  /** True when it runs no more, ended by the test or by itself. */
  readonly ended: boolean;
  /** All that it wrote. */
  output(): string;
  /** Resolves when it follows the log. */
  readonly ready: Promise<unknown>;
  /** Sends a signal (SIGKILL unless given) and waits until the process is gone; answers its exit code. */
  kill(signal?: NodeJS.Signals): Promise<number | null>;
  /** Sends a signal and goes on, for SIGSTOP and SIGCONT. */
  signal(signal: NodeJS.Signals): void;
  /** Ends it in order; answers its exit code. */
  stop(): Promise<number | null>;
}

const environment = ({ eventStoreUrl, databaseUrl, processors, settings }: ProjectorOptions): NodeJS.ProcessEnv => ({
  ...process.env,
  EVENTSTORE_URL: eventStoreUrl,
  DATABASE_URL: databaseUrl,
  PROCESSORS: processors?.join(',') ?? '',
  LOG_LEVEL: 'info',
  ...settings,
});

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}

/** Starts `dist/apps/projector`. It ends also when the test process is killed. */
export async function startProjector(options: ProjectorOptions): Promise<RunningProjector> {
  const times = { 'drop-after-ms': options.dropAfterMs, 'go-back-after-ms': options.goBackAfterMs };
  const args = Object.entries(times).flatMap(([name, ms]) => (ms === undefined ? [] : [`--${name}=${ms}`]));
  const child = fork(options.script ?? MAIN, args, { env: environment(options), stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  const isAwaited = options.awaitReady !== false;
  const ready: Promise<unknown> = up<{ event: string }>(child, {
    name: 'The projector',
    isUp: ({ event }) => event === 'ready',
    written: () => output,
    ...(!isAwaited && { limitMs: LONG_MS }),
  });
  ready.catch(() => {});
  const kill = (signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> => {
    const gone = ended(child);
    child.kill(signal);
    return gone;
  };
  if (isAwaited) await ready;
  return {
    pid: child.pid as number,
    get ended() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    output: () => output,
    ready,
    kill,
    signal: (signal) => void child.kill(signal),
    stop: () => kill('SIGTERM'),
  };
}
