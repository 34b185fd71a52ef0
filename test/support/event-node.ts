import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

const MAIN = path.resolve(__dirname, '../../dist/apps/event-node/src/main.js');
const START_LIMIT_MS = 20_000;

/** How to start a node; everything has a default that suits a test. */
export interface StartOptions {
  /** Kept by `stop`; without it a temporary directory is made, and removed by `stop`. */
  readonly dataDir?: string;
  /** `127.0.0.1:0` unless given. */
  readonly listen?: string;
  /** More command-line arguments. */
  readonly args?: readonly string[];
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** An event node in a process of its own. */
export interface RunningEventNode {
  /** Endpoint for the client: `unix:<path>` or `127.0.0.1:<port>`. Changes with a restart on port 0. */
  readonly address: string;
  readonly dataDir: string;
  readonly pid: number;
  /** What the process has said on stderr since it was last started. */
  said(): string;
  /** Resolves with the exit code when the process has ended by itself. */
  ended(): Promise<number | null>;
  /** Sends a signal (SIGKILL unless given) and waits until the process is gone. The data stays. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Stops in good order; removes the directory if it was made here. */
  stop(): Promise<void>;
  /** Kills the process if it runs and starts it again on the same data and, where possible, the same address. */
  restart(): Promise<void>;
}

/** The process ended before it was ready; the message is what it said. */
export class StartFailed extends Error {
  constructor(
    readonly exitCode: number | null,
    readonly output: string,
  ) {
    super(`The event node ended with ${exitCode} before it was ready: ${output}`);
  }
}

/** Starts `dist/apps/event-node` and waits until it listens. Rejects with {@link StartFailed} if it does not. */
export async function startEventNode(options: StartOptions = {}): Promise<RunningEventNode> {
  const dataDir = options.dataDir ?? fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-event-node-'));
  const start = (listen: string): Promise<Launched> => launch(dataDir, listen, options);
  let running = await start(options.listen ?? '127.0.0.1:0');
  const kill = (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => end(running.child, signal);
  return {
    get address() {
      return running.address;
    },
    get pid() {
      return running.child.pid as number;
    },
    dataDir,
    said: () => running.said(),
    ended: () => exitOf(running.child),
    kill,
    stop: async () => {
      await kill('SIGTERM');
      if (options.dataDir === undefined) fs.rmSync(dataDir, { recursive: true, force: true });
    },
    restart: async () => {
      await kill();
      running = await start(running.address);
    },
  };
}

interface Launched {
  readonly child: ChildProcess;
  readonly address: string;
  readonly said: () => string;
}

async function launch(dataDir: string, listen: string, { args = [], env }: StartOptions): Promise<Launched> {
  const child = spawn(process.execPath, [MAIN, '--data', dataDir, '--listen', listen, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  try {
    return { child, address: await listening(child, () => said), said: () => said };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function listening(child: ChildProcess, said: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new StartFailed(null, `no answer within ${START_LIMIT_MS} ms; ${said()}`)), START_LIMIT_MS);
    const settle = (act: () => void): void => {
      clearTimeout(limit);
      act();
    };
    child.once('close', (code) => settle(() => reject(new StartFailed(code, said()))));
    readline.createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const message = parse(line);
      if (message?.event === 'listening') settle(() => resolve(String(message.address)));
    });
  });
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = exitOf(child);
  child.kill(signal);
  await ended;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}
