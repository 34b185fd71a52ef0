import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Addresses, readAddresses } from '@waybill/platform';

export type PartName = 'api' | 'projector' | 'eventNode' | 'postgres' | 'postgresGuard';

export type RunningWaybill = {
  readonly url: string;
  readonly operatorKey: string;
  readonly dataDir: string;
  /** As they were when it came up. */
  readonly addresses: Addresses;
  /** The standalone process; it leads a process group of its own. */
  readonly pid: number;
  /** Process ids as they are now; others after a restart. */
  pids(): Readonly<Record<PartName, number>>;
  /** All that it wrote to the console. */
  output(): string;
  /** Sends a signal to one part. */
  kill(name: PartName, signal?: NodeJS.Signals): void;
  /** Ends it in order; answers its exit code. Removes the data folder unless the caller brought it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Resolves when the standalone process has ended, with its exit code. */
  readonly exited: Promise<number | null>;
};

export type WaybillOptions = {
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Script that starts it, when not the built standalone. */
  readonly entry?: string;
};

const UP_WITHIN_MS = 50_000;
const built = path.resolve(__dirname, '../../dist/apps/standalone/src/main.js');

function launch({ env, entry = built }: WaybillOptions, dataDir: string): ChildProcess {
  if (!fs.existsSync(entry)) throw new Error(`${entry} is missing: run npm run build`);
  // PORT=0: any free port. The channel ends it when the test process is killed.
  const all = { ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...env };
  return fork(entry, { env: all, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
}

/** Starts Waybill and answers what it said when it did not come up. */
export async function failToStart(options: WaybillOptions & { dataDir: string }): Promise<{ code: number | null; output: string }> {
  const child = launch(options, options.dataDir);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  return { code, output };
}

/** The whole of Waybill from dist/ in processes of its own, on a free port, with a data folder of its own. Needs a build. */
export async function startWaybill(options: WaybillOptions = {}): Promise<RunningWaybill> {
  const dataDir = options.dataDir ?? fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-'));
  const child = launch(options, dataDir);
  let output = '';
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const up = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => {
        output += chunk;
        if (output.includes('Stop: ')) resolve();
      });
  });
  const ended = exited.then((code) => Promise.reject(new Error(`Waybill ended with ${code}:\n${output}`)));
  const timer = setTimeout(() => child.kill('SIGTERM'), UP_WITHIN_MS);
  await Promise.race([up, ended]).finally(() => clearTimeout(timer));
  const addresses = readAddresses(dataDir) as Addresses;
  return {
    url: addresses.apiUrl,
    operatorKey: options.env?.OPERATOR_API_KEY ?? fs.readFileSync(path.join(dataDir, 'operator-api-key'), 'utf8').trim(),
    dataDir,
    addresses,
    pid: child.pid as number,
    pids: () => (readAddresses(dataDir)?.pids ?? {}) as Record<PartName, number>,
    output: () => output,
    kill: (name, signal = 'SIGKILL') => void process.kill(readAddresses(dataDir)?.pids[name] as number, signal),
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const code = await exited;
      // A Postgres that a test had killed or restarted may be writing its last.
      if (!options.dataDir) fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
      return code;
    },
    exited,
  };
}
