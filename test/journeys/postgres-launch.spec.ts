import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { identify } from '../../apps/standalone/src/instance/identity';
import type { ClusterOptions } from '../../apps/standalone/src/postgres';
import { startPostgres, type TestPostgres } from '../support/postgres';

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('private Postgres', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  it('keeps its durability on', async () => {
    const names = ['fsync', 'full_page_writes', 'synchronous_commit'];
    const rows = await query(postgres.url, `select name, setting from pg_settings where name in ('${names.join("','")}') order by name`);
    expect(rows).toEqual(names.map((name) => ({ name, setting: 'on' })));
  });

  it('asks for its password, also on this machine', async () => {
    const { port } = new URL(postgres.url);
    await expect(query(`postgres://waybill:wrong@127.0.0.1:${port}/postgres`, 'select 1')).rejects.toThrow(
      /password authentication failed/,
    );
  });

  it('has its acknowledged rows and its address after a kill -9', async () => {
    await query(postgres.url, 'create table kept (n int)');
    await query(postgres.url, 'insert into kept values (42)');
    const before = postgres.pid();
    await postgres.kill();
    await postgres.restart();
    expect(await query(postgres.url, 'select n from kept')).toEqual([{ n: 42 }]);
    expect(postgres.pid()).not.toBe(before);
  });

  it('starts although its pid file names a living process of another user', async () => {
    await postgres.kill();
    const file = path.join(postgres.folder, 'postmaster.pid');
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    fs.writeFileSync(file, [String(process.ppid), ...lines.slice(1)].join('\n'));
    await postgres.restart();
    expect(await query(postgres.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });
});

it('stops a Postgres that was left running from its folder', async () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-orphan-'));
  const orphan = await startPostgres({ dataDir });
  const next = await startPostgres({ dataDir });
  expect(identify(orphan.pid())).toBeUndefined();
  expect(next.url).toBe(orphan.url);
  await next.stop();
  fs.rmSync(dataDir, { recursive: true });
});

type Way = ClusterOptions & { place: 'an open folder' | 'a private home' };

/** Every way that can be tried here; without root there is one. */
function ways(): Way[] {
  if (process.getuid?.() !== 0) return [{ runAs: 'self', binaries: 'embedded', place: 'a private home' }];
  const system: Way[] = fs.existsSync('/usr/lib/postgresql') ? [{ runAs: 'nobody', binaries: 'system', place: 'an open folder' }] : [];
  return [
    { runAs: 'user-namespace', binaries: 'embedded', place: 'a private home' },
    { runAs: 'nobody', binaries: 'embedded', place: 'an open folder' },
    { runAs: 'nobody', binaries: 'embedded', place: 'a private home' },
    ...system,
  ];
}

describe('Postgres refuses root, so it is run', () => {
  it.each(ways())('as $runAs from $binaries binaries with its data in $place', async ({ place, ...options }) => {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-home-'));
    if (place === 'an open folder') fs.chmodSync(home, 0o755);
    const dataDir = path.join(home, '.data');
    fs.mkdirSync(dataDir);
    const postgres = await startPostgres({ ...options, dataDir });
    expect(postgres.description).toContain(`(${options.binaries}, ${options.runAs})`);
    expect(await query(postgres.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await postgres.stop();
    fs.rmSync(home, { recursive: true });
  });
});
