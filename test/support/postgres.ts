import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type ClusterOptions, openCluster } from '../../apps/standalone/src/postgres';
import { type Child, launch } from '../../apps/standalone/src/supervisor/child';

export type TestPostgres = {
  readonly url: string;
  /** Which Postgres, run as whom. */
  readonly description: string;
  /** Where its files lie. */
  readonly folder: string;
  /** The server's process id; another one after a restart. */
  readonly pid: () => number;
  /** kill -9 of the server; resolves when it is gone. */
  kill(): Promise<void>;
  /** Brings it up again, at the same address with the same rows. */
  restart(): Promise<void>;
  /** Ends it in order and removes its folder unless it is to be kept. */
  stop(): Promise<void>;
};

const guard = path.resolve(__dirname, '../../dist/apps/standalone/src/postgres/guard.js');

async function run(command: object): Promise<{ child: Child; pid: number }> {
  const lines: string[] = [];
  let isUp: (pid: number) => void = () => {};
  const up = new Promise<number>((resolve) => {
    isUp = resolve;
  });
  const child = launch(
    { script: guard, args: [JSON.stringify(command)], env: process.env },
    { onLine: (line) => lines.push(line), onReady: (message) => isUp(Number(message.pid)) },
  );
  const ended = child.ended.then((how) => Promise.reject(new Error(`Postgres ended (${how}): ${lines.slice(-5).join('\n')}`)));
  return { child, pid: await Promise.race([up, ended]) };
}

/**
 * A real Postgres of the caller's own, for specs that need only a database. About 0.6 s. It ends also when the test process is killed.
 * Needs a build (`npm run build`).
 */
export async function startPostgres(options: ClusterOptions & { dataDir?: string; keep?: boolean } = {}): Promise<TestPostgres> {
  if (!fs.existsSync(guard)) throw new Error('dist/ is missing: run npm run build');
  const dataDir = options.dataDir ?? fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-postgres-'));
  const cluster = await openCluster(dataDir, { sync: false, ...options });
  await cluster.prepare();
  let running = await run(cluster.command);
  const gone = async () => {
    await running.child.ended.catch(() => {});
  };
  return {
    url: cluster.url,
    description: cluster.description,
    folder: cluster.folder,
    pid: () => running.pid,
    async kill() {
      process.kill(running.pid, 'SIGKILL');
      await gone();
    },
    async restart() {
      await cluster.prepare();
      running = await run(cluster.command);
    },
    async stop() {
      running.child.signal('SIGTERM');
      await gone();
      if (options.keep) return;
      // Run as nobody it may lie in a folder of its own outside the data folder.
      const parent = path.dirname(cluster.folder);
      fs.rmSync(parent === dataDir ? cluster.folder : parent, { recursive: true, force: true });
      if (!options.dataDir) fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
