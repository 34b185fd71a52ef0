import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { acknowledged, collect, events, revisions, uniqueStream } from './support/events';
import { connect } from './support/target';

/* Backup, verification, restore and check of an embedded event store, as operators run them. */
jest.setTimeout(60_000);
const CLI = path.resolve(__dirname, '../../dist/apps/cli/src/main.js');
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-backup-'));
const inHome = (...names: string[]): string => path.join(home, ...names);
const [dataDir, backup] = [inHome('data'), inHome('backup')];
let node: RunningEventNode;
let client: EventStoreDBClient;

/** Runs an operator's command; answers its exit code and what it said. */
function waybill(...args: string[]): Promise<{ code: number; said: string }> {
  const env = { PATH: process.env.PATH, DATA_DIR: dataDir };
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, said: `${stdout}${stderr}` }),
    );
  });
}

async function idsOf(from: EventStoreDBClient): Promise<string[]> {
  return (await collect(from.readAll())).map(({ event }) => event?.id as string);
}

beforeAll(async () => {
  fs.mkdirSync(dataDir);
  fs.writeFileSync(inHome('data', 'operator-api-key'), 'wbk_operator\n');
  fs.writeFileSync(inHome('data', 'deployment-key'), `${Buffer.alloc(32, 1).toString('base64url')}\n`);
  node = await startEventNode({ dataDir: inHome('data', 'events'), args: ['--segment-bytes', '16384'] });
  client = connect(node.address);
});
afterAll(async () => {
  await client.dispose();
  await node.stop();
  fs.rmSync(home, { recursive: true, force: true });
});

test('a backup under load holds everything acknowledged before it, is a beginning of the log, and can be started', async () => {
  for (let i = 0; i < 60; i++) await client.appendToStream(uniqueStream(), events(3), { expectedRevision: NO_STREAM });
  const before = await idsOf(client);
  let running = true;
  const writers = Array.from({ length: 8 }, async () => {
    while (running) if (!(await acknowledged(client.appendToStream(uniqueStream(), events(2))))) return;
  });
  const { code, said } = await waybill('backup', backup);
  running = false;
  await Promise.all(writers);
  expect([code, said]).toEqual([0, expect.stringContaining('it is whole')]);
  const all = await idsOf(client);

  expect(await waybill('backup:verify', backup)).toMatchObject({ code: 0, said: expect.stringContaining('Whole:') });
  const target = inHome('restored');
  expect(await waybill('restore', backup, '--data-dir', target)).toMatchObject({ code: 0, said: expect.stringContaining('npm start') });
  for (const key of ['operator-api-key', 'deployment-key'])
    expect(fs.readFileSync(path.join(target, key), 'utf8')).toBe(fs.readFileSync(path.join(dataDir, key), 'utf8'));
  const restored = await startEventNode({ dataDir: path.join(target, 'events') });
  const other = connect(restored.address);
  const kept = await idsOf(other);
  expect(kept.length).toBeGreaterThanOrEqual(before.length);
  expect(kept).toEqual(all.slice(0, kept.length));
  const stream = uniqueStream();
  await other.appendToStream(stream, events(2), { expectedRevision: NO_STREAM });
  expect(await revisions(other.readStream(stream))).toEqual([0, 1]);
  await other.dispose();
  await restored.stop();
});

test.each([
  ['backup', () => ['backup', backup], 'is not empty: a backup goes into a new or empty folder'],
  [
    'restore',
    () => ['restore', backup, '--data-dir', inHome('restored')],
    'is not empty: a restored Waybill goes into a new or empty folder',
  ],
  ['restore from nothing', () => ['restore', inHome('nothing'), '--data-dir', inHome('new')], 'is not a whole backup'],
  ['check while a node runs', () => ['check:store'], 'stop Waybill first'],
])('%s is refused with a sentence', async (_, args, sentence) => {
  expect(await waybill(...args())).toMatchObject({ code: 1, said: expect.stringContaining(sentence) });
  expect(fs.existsSync(inHome('new'))).toBe(false);
});

test('restore into a folder where Waybill runs says so', async () => {
  const addresses = {
    apiUrl: 'http://127.0.0.1:1',
    eventStore: node.address,
    pid: process.pid,
    pids: {},
    startedAt: '2026-01-01T00:00:00Z',
  };
  fs.writeFileSync(inHome('data', 'addresses.json'), JSON.stringify(addresses));
  expect(await waybill('restore', backup)).toMatchObject({ code: 1, said: expect.stringContaining('Waybill runs on') });
});

test.each([
  ['an event', 'events/segment-00000000.log', (bytes: Buffer) => bytes.fill(0, 2000, 2001), 'a record is damaged'],
  ['a key', 'deployment-key', (bytes: Buffer) => bytes.fill('B', 0, 1), 'is not what was copied'],
  ['an end', 'events/segment-00000001.log', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1), 'bytes and not the'],
  ['the list of files', 'backup.json', () => Buffer.alloc(0), 'is not a whole backup'],
])('a backup that has lost %s is not restored', async (_, name, spoil, sentence) => {
  const spoilt = fs.mkdtempSync(inHome('spoilt-'));
  fs.cpSync(backup, spoilt, { recursive: true });
  fs.writeFileSync(path.join(spoilt, name), spoil(fs.readFileSync(path.join(spoilt, name))));
  const { code, said } = await waybill('restore', spoilt, '--data-dir', inHome('new'));
  expect([code, said]).toEqual([1, expect.stringContaining(sentence)]);
  expect(fs.existsSync(inHome('new'))).toBe(false);
});

test('the check of a stopped store names damage with file and byte, and is silent about a whole one', async () => {
  const stopped = inHome('stopped');
  fs.cpSync(path.join(backup, 'events'), stopped, { recursive: true });
  expect(await waybill('check:store', stopped)).toMatchObject({ code: 0, said: expect.stringContaining('Whole:') });
  const file = path.join(stopped, 'segment-00000001.log');
  fs.writeFileSync(file, fs.readFileSync(file).fill(0xff, 1024, 1030));
  const { code, said } = await waybill('check:store', stopped);
  expect([code, said]).toEqual([1, expect.stringContaining(`${file}: a record is damaged`)]);
  expect(said).toContain('(byte 1024)');
});
