import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { readAddresses } from '@waybill/platform';
import { Client } from 'pg';
import { identify } from '../../apps/standalone/src/instance/identity';
import { until } from '../../apps/standalone/src/waiting';
import { failToStart, type PartName, type RunningWaybill, startWaybill } from '../support/waybill';

async function sql(waybill: RunningWaybill, text: string): Promise<unknown[]> {
  const client = new Client(waybill.addresses.databaseUrl);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const isUp = async (url: string) => (await fetch(`${url}/health/ready`).catch(() => undefined))?.status === 200;
const living = (pids: readonly number[]) => pids.filter((pid) => identify(pid) !== undefined);
const mode = (file: string) => (fs.statSync(file).mode & 0o777).toString(8);

// Each start or restart takes a second or two of its own, and the machine may be busy.
jest.setTimeout(60_000);

describe('npm start', () => {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-standalone-'));
  const dataDir = path.join(home, '.data');
  let waybill: RunningWaybill;
  let firstKey: string;

  beforeAll(async () => {
    waybill = await startWaybill({ dataDir });
    firstKey = waybill.operatorKey;
  });
  afterAll(async () => {
    await waybill?.stop();
    fs.rmSync(home, { recursive: true, force: true });
  });

  it('brings everything up on a fresh folder and shows where it is', async () => {
    expect(await isUp(waybill.url)).toBe(true);
    expect(waybill.output()).toContain(`API           ${waybill.url}`);
    expect(Object.keys(waybill.pids()).sort()).toEqual(['api', 'eventNode', 'postgres', 'postgresGuard', 'projector']);
    expect(living(Object.values(waybill.pids()))).toHaveLength(5);
  });

  it('shows the new operator key once and keeps secrets to their owner', () => {
    expect(waybill.output()).toContain(firstKey);
    expect(waybill.output()).not.toContain(new URL(waybill.addresses.databaseUrl as string).password);
    expect(mode(dataDir)).toBe('700');
    for (const name of ['operator-api-key', 'deployment-key', 'addresses.json', 'postgres.json', 'instance.json'])
      expect([name, mode(path.join(dataDir, name))]).toEqual([name, '600']);
  });

  it.each<PartName>(['api', 'projector', 'eventNode', 'postgres', 'postgresGuard'])('starts %s again after a kill -9', async (name) => {
    const before = waybill.pids()[name];
    waybill.kill(name);
    expect(await until(() => ![before, undefined].includes(waybill.pids()[name]), 5_000)).toBe(true);
    const answers = () =>
      sql(waybill, 'select 1').then(
        () => isUp(waybill.url),
        () => false,
      );
    expect(await until(answers, 40_000)).toBe(true);
    expect(readAddresses(dataDir)?.pid).toBe(waybill.pid);
  });

  it('leaves nothing running when it is killed with -9 itself', async () => {
    await sql(waybill, 'create table if not exists kept (n int)');
    await sql(waybill, 'insert into kept values (42)');
    const pids = Object.values(waybill.pids());
    process.kill(waybill.pid, 'SIGKILL');
    expect(await until(() => living(pids).length === 0, 6_000)).toBe(true);
  });

  it('comes up again after that with its data, keys and database address, and no key on the screen', async () => {
    const { databaseUrl } = waybill.addresses;
    waybill = await startWaybill({ dataDir });
    expect(await sql(waybill, 'select n from kept')).toEqual([{ n: 42 }]);
    expect([waybill.operatorKey, waybill.addresses.databaseUrl]).toEqual([firstKey, databaseUrl]);
    expect(waybill.output()).not.toContain(firstKey);
  });

  it('ends everything in order, within 8 s and without noise, when its whole group gets a signal', async () => {
    const pids = Object.values(waybill.pids());
    const quiet = waybill.output().length;
    const before = performance.now();
    process.kill(-waybill.pid, 'SIGINT');
    expect(await waybill.exited).toBe(0);
    expect(performance.now() - before).toBeLessThan(8_000);
    expect(living(pids)).toEqual([]);
    expect(waybill.output().slice(quiet).trim()).toBe('');
    for (const name of ['addresses.json', 'instance.json']) expect(fs.existsSync(path.join(dataDir, name))).toBe(false);
  });

  it.each([
    [
      'EVENTSTORE_URL',
      'esdb://127.0.0.1:2113?tlsCAFile=/no/such.pem',
      /The (api|projector) cannot start:\n +EVENTSTORE_URL: the file that tlsCAFile names cannot be read/,
    ],
    [
      'DATABASE_URL',
      'postgres://u:secret@127.0.0.1/x?sslrootcert=/no/such.pem',
      /DATABASE_URL: the file \/no\/such.pem that it names cannot be read/,
    ],
    ['EVENTSTORE_URL', 'http://127.0.0.1:2113', /EVENTSTORE_URL: is not usable; give esdb:/],
  ])('ends at once with exit code 2 for a setting with which it can never start: %s=%s', async (name, value, said) => {
    const { code, output } = await failToStart({ dataDir, env: { [name]: value } });
    expect(output).toMatch(said);
    expect(output).not.toMatch(/secret|starting it again| {4}at /);
    expect(code).toBe(2);
  });

  it('says what to do when the port is taken', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as net.AddressInfo;
    const { code, output } = await failToStart({ dataDir, env: { PORT: String(port) } });
    server.close();
    expect(code).toBe(1);
    expect(output).toBe(
      `Port ${port} on 127.0.0.1 is already in use: stop the program that uses it, or choose another with PORT=${port + 1} npm start.\n`,
    );
  });
});
