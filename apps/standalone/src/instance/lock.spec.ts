import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { identify } from './identity';
import { clearLeftovers } from './leftovers';
import { lockInstance } from './lock';

const said: string[] = [];
const say = (line: string) => void said.push(line);

function bystander(): ChildProcess & { pid: number } {
  return spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true }) as ChildProcess & { pid: number };
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

describe('instance lock', () => {
  let dataDir: string;
  const file = () => path.join(dataDir, 'instance.json');
  beforeEach(() => {
    dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-lock-'));
  });
  afterEach(() => fs.rmSync(dataDir, { recursive: true }));

  it('is held, remembers children, and is released', async () => {
    const lock = await lockInstance(dataDir, say);
    lock.remember('api', process.ppid);
    expect(JSON.parse(fs.readFileSync(file(), 'utf8'))).toEqual({ ...identify(process.pid), children: { api: identify(process.ppid) } });
    lock.release();
    expect(fs.readdirSync(dataDir)).toEqual([]);
  });

  it('names the living process that holds it', async () => {
    const holder = bystander();
    fs.writeFileSync(file(), JSON.stringify({ ...identify(holder.pid), children: {} }));
    await expect(lockInstance(dataDir, say, 50)).rejects.toThrow(`Process ${holder.pid} runs Waybill from ${dataDir}: stop it`);
    expect(said.join()).toContain(`(process ${holder.pid}); waiting`);
    await end(holder);
  });

  it('is had as soon as the holder ends', async () => {
    const holder = bystander();
    fs.writeFileSync(file(), JSON.stringify({ ...identify(holder.pid), children: {} }));
    const waiting = lockInstance(dataDir, say, 5_000);
    await end(holder);
    (await waiting).release();
  });

  it('does not mistake a later process with the same number for the holder', async () => {
    fs.writeFileSync(file(), JSON.stringify({ pid: process.pid, startedAt: 'before', children: {} }));
    const lock = await lockInstance(dataDir, say, 50);
    expect(lock.leftovers).toEqual([]);
  });

  it('is not stopped by a file that cannot be read', async () => {
    fs.writeFileSync(file(), '{"pi');
    await lockInstance(dataDir, say, 50);
    expect(JSON.parse(fs.readFileSync(file(), 'utf8')).pid).toBe(process.pid);
  });

  it("finds a dead instance's children, and kills those that hang", async () => {
    const child = bystander();
    fs.writeFileSync(file(), JSON.stringify({ pid: process.pid, startedAt: 'before', children: { api: identify(child.pid) } }));
    const { leftovers } = await lockInstance(dataDir, say, 50);
    expect(leftovers).toEqual([identify(child.pid)]);
    await clearLeftovers(leftovers, 50);
    expect(identify(child.pid)).toBeUndefined();
  });

  it('goes to one of several that try at once', async () => {
    fs.writeFileSync(file(), JSON.stringify({ pid: process.pid, startedAt: 'before', children: {} }));
    const tries = await Promise.allSettled([1, 2, 3].map(() => lockInstance(dataDir, say, 50)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
