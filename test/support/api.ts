import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { up } from './child';

const MAIN = path.resolve(__dirname, '../../dist/apps/api/src/main.js');
const KEY = 'wbk_an_operator_key_of_a_test_api';

export interface RunningApi {
  readonly pid: number;
  readonly url: string;
  readonly operatorKey: string;
  kill(): Promise<void>;
}

/** Starts `dist/apps/api`, or another release's, alone, between a store and a database of the caller's. It ends also when the test process is killed. */
export async function startApi(
  address: { readonly eventStoreUrl: string; readonly databaseUrl: string },
  script = MAIN,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningApi> {
  const env = {
    ...process.env,
    PORT: '0',
    LOG_LEVEL: 'warn',
    OPERATOR_API_KEY: KEY,
    DEPLOYMENT_KEY: '00'.repeat(32),
    EVENTSTORE_URL: address.eventStoreUrl,
    DATABASE_URL: address.databaseUrl,
    ...settings,
  };
  const child: ChildProcess = fork(script, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { url } = await up<{ event: string; url: string }>(child, { name: 'The API', isUp: ({ event }) => event === 'ready' });
  return {
    pid: child.pid as number,
    url,
    operatorKey: env.OPERATOR_API_KEY,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
