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

/** As if seconds passed so fast. */
const TICK_MS = 60;
const heartbeats = (silent: string, isDebugged = false) => `const started = Date.now();
  const beat = () => process.send({ event: 'heartbeat', silentSeconds: ${silent}, isDebugged: ${isDebugged} });
  setInterval(beat, 10);
  beat();`;

function watched(code: string) {
  const seen = { pids: [] as number[], deaths: [] as string[], hung: [] as number[], lines: [] as string[] };
  const watcher: Watcher = {
    onLine: (line) => seen.lines.push(line),
    onStarted: (pid) => seen.pids.push(pid),
    onReady: () => {},
    onHung: () => seen.hung.push(seen.pids.at(-1) as number),
    onDeath: (how, delayMs) => seen.deaths.push(`${how} ${delayMs}`),
    lastLines: () => seen.lines.slice(-1),
  };
  return { seen, child: supervise({ name: 'api', command: { script: script(code), args: [], env: process.env } }, watcher, TICK_MS) };
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

  it('ends and starts again a child that is frozen, or says that a part of it hangs', async () => {
    const frozen = watched(heartbeats('0') + upForEver);
    const partly = watched(heartbeats('Date.now() - started > 300 ? 31 : 0') + upForEver);
    await Promise.all([frozen.child.firstReady, partly.child.firstReady]);
    process.kill(frozen.seen.pids[0] as number, 'SIGSTOP');
    for (const { seen } of [frozen, partly]) {
      expect(await until(() => seen.pids.length >= 2, 10_000)).toBe(true);
      expect([seen.hung[0], seen.deaths[0]]).toEqual([seen.pids[0], 'SIGKILL 0']);
    }
    await Promise.all([frozen.child.stop(1_000), partly.child.stop(1_000)]);
  });

  it('leaves a child alone that never tells, that is debugged, or that was only slow', async () => {
    const quiet = watched(upForEver);
    const debugged = watched(heartbeats('99', true) + upForEver);
    const slow = watched(
      `${heartbeats('0')} ${upForEver} setTimeout(() => { while (Date.now() - started < 800); console.log('slept'); }, 300);`,
    );
    const all = [quiet, debugged, slow];
    await Promise.all(all.map(({ child }) => child.firstReady));
    expect(await until(() => slow.seen.lines.includes('slept'), 10_000)).toBe(true);
    expect(all.map(({ seen }) => [seen.pids.length, seen.hung])).toEqual([
      [1, []],
      [1, []],
      [1, []],
    ]);
    await Promise.all(all.map(({ child }) => child.stop(1_000)));
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
