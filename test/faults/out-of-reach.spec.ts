import { fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { until } from './harness/waiting';

const STANDALONE = path.resolve(__dirname, '../../dist/apps/standalone/src/main.js');

it('says what keeps store and database away: at the start, in /health/ready, and in the log, not again and again', async () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-out-of-reach-'));
  const env = {
    ...process.env,
    ...{ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    ...{
      EVENTSTORE_URL: 'esdb://admin:hidden@127.0.0.1:1?tls=false',
      DATABASE_URL: 'postgres://waybill:hidden@no-such-host.invalid/waybill',
    },
  };
  const child = fork(STANDALONE, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const sentence =
    /Not ready yet: The event store does not answer at 127.0.0.1:1 \(ECONNREFUSED\): start it, or correct host and port in EVENTSTORE_URL\./;
  await until('the reason is on the screen', async () => sentence.test(output));

  const logs = () =>
    ['api', 'projector'].flatMap((name) => {
      const lines = fs
        .readFileSync(path.join(dataDir, 'logs', `${name}.log`), 'utf8')
        .trim()
        .split('\n')
        .filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as { part?: string; msg: string; service: string });
    });
  const told = (part: string, service: string) => logs().filter((line) => line.part === part && line.service === service);
  await until(
    'both processes have told of Postgres',
    async () => told('Postgres', 'api').length > 0 && told('Postgres', 'projector').length > 0,
  );
  child.kill('SIGTERM');
  expect(await ended).toBe(0);

  expect(told('event store', 'api').map(({ msg }) => msg)).toEqual([expect.stringContaining('does not answer at 127.0.0.1:1')]);
  expect(told('Postgres', 'projector').map(({ msg }) => msg)).toEqual([
    expect.stringContaining('The host in DATABASE_URL is not known here'),
  ]);
  expect(logs().length).toBeLessThan(12);
  expect(JSON.stringify(logs()) + output).not.toContain('hidden');
  fs.rmSync(dataDir, { recursive: true });
});
