import { type ChildProcess, fork } from 'node:child_process';
import readline from 'node:readline';
import { type Heartbeat, isHeartbeat } from '@waybill/platform';

export type Command = {
  /** A Node script of ours. */
  readonly script: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
};

/** What a child tells when it is up: `{ event: 'ready' | 'listening', … }`. */
export type ReadyMessage = { readonly event: string; readonly [detail: string]: unknown };

export type Listeners = {
  readonly onLine: (line: string, stream: 'out' | 'err') => void;
  readonly onReady: (message: ReadyMessage) => void;
  readonly onHeartbeat?: (heartbeat: Heartbeat) => void;
};

/** One run of a child process. */
export type Child = {
  readonly pid: number | undefined;
  /** How it ended, for a person: "exit code 1", "SIGKILL". Never rejects. */
  readonly ended: Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** With everything it started. */
  kill(): void;
};

const isReady = (message: unknown): message is ReadyMessage =>
  typeof message === 'object' && message !== null && 'event' in message && (message.event === 'ready' || message.event === 'listening');

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, name);
  } catch {
    child.kill(name);
  }
}

/** Resolves when the process is gone and its last lines have been read. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // "close" comes later than "exit", after the last output; but a grandchild may hold the pipe open for ever.
    child.once('exit', (code, signal) => {
      const how = signal ?? `exit code ${code}`;
      child.once('close', () => resolve(how));
      setTimeout(() => resolve(how), 500).unref();
    });
  });
}

/**
 * Starts a script as leader of a process group of its own: ctrl-C reaches the whole group of a terminal, and children must end in order, not
 * all at once. They notice by their IPC channel when this process is gone.
 */
export function launch({ script, args, env }: Command, { onLine, onReady, onHeartbeat }: Listeners): Child {
  const child = fork(script, args, { env, detached: true, execArgv: ['--enable-source-maps'], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  for (const [stream, name] of [[child.stdout, 'out'] as const, [child.stderr, 'err'] as const])
    if (stream) readline.createInterface({ input: stream }).on('line', (line) => onLine(line, name));
  child.on('message', (message) => {
    if (isHeartbeat(message)) onHeartbeat?.(message);
    else if (isReady(message)) onReady(message);
  });
  return { pid: child.pid, ended: endOf(child), signal: (name) => child.kill(name), kill: () => signalGroup(child, 'SIGKILL') };
}
