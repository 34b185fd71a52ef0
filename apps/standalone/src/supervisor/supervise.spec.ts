import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { until } from '../waiting';
import { childLog } from './child-log';
import { readLogLine } from './log-line';
import { supervise, type Watcher } from './supervise';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-supervise-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function script(code: string): string {
  const file = path.join(folder, `child-${fs.readdirSync(folder).length}.js`);
  fs.writeFileSync(file, code);
  return file;
}

function watched(code: string) {
  const seen = { pids: [] as number[], deaths: [] as string[], lines: [] as string[] };
  const watcher: Watcher = {
    onLine: (line) => seen.lines.push(line),
    onStarted: (pid) => seen.pids.push(pid),
    onReady: () => {},
    onDeath: (how, delayMs) => seen.deaths.push(`${how} ${delayMs}`),
    lastLines: () => seen.lines.slice(-1),
  };
  return { seen, child: supervise({ name: 'api', command: { script: script(code), args: [], env: process.env } }, watcher) };
}

const upForEver = `process.send({ event: 'ready', port: 7 }); setInterval(() => {}, 1000);`;

describe('supervision', () => {
  it('starts a child again at once when it dies, and not after a stop', async () => {
    const { child, seen } = watched(`${upForEver} process.on('SIGTERM', () => process.exit(0));`);
    expect(await child.firstReady).toEqual({ event: 'ready', port: 7 });
    process.kill(seen.pids[0] as number, 'SIGKILL');
    expect(await until(() => seen.pids.length === 2, 4_000)).toBe(true);
    expect(seen.deaths).toEqual(['SIGKILL 0']);
    await child.stop(4_000);
    expect(seen.pids).toHaveLength(2);
  });

  it('kills a child that does not end in time', async () => {
    const { child, seen } = watched(`process.on('SIGTERM', () => {}); ${upForEver}`);
    await child.firstReady;
    await child.stop(100);
    expect(() => process.kill(seen.pids[0] as number, 0)).toThrow('ESRCH');
  });

  it('gives up on a child that never comes up, with its last words', async () => {
    const { child, seen } = watched(`console.error('No such key'); process.exit(3);`);
    await expect(child.firstReady).rejects.toThrow('The api ended 5 times before it was up (last: exit code 3):\n  No such key');
    expect(seen.deaths).toEqual(['exit code 3 0', 'exit code 3 250', 'exit code 3 500', 'exit code 3 1000']);
  }, 15_000);
});

describe('log lines', () => {
  it('are shown by level, short', () => {
    expect(readLogLine('{"level":"warn","msg":"slow","err":{"message":"x\\ny"}}')).toEqual({ level: 'warn', text: 'slow: x y' });
    expect(readLogLine('{"level":"info","msg":"fine"}').level).toBe('other');
    expect(readLogLine('2026-01-01 [7] FATAL:  no pg_hba.conf entry').level).toBe('error');
    expect(readLogLine('{broken').level).toBe('other');
    expect(readLogLine('x'.repeat(1_000)).text).toHaveLength(240);
  });

  it('all go to the file, while the console gets a few of a flood', () => {
    const said: string[] = [];
    const log = childLog('event node', folder, (line) => said.push(line));
    for (let n = 0; n < 100; n++) log.line(`{"level":"error","msg":"boom ${n}"}`, 'out');
    log.close();
    expect(said).toHaveLength(6);
    expect(said[5]).toContain('more in');
    expect(fs.readFileSync(path.join(folder, 'event-node.log'), 'utf8').split('\n')).toHaveLength(101);
    expect(log.lastLines().at(-1)).toBe('boom 99');
  });
});
