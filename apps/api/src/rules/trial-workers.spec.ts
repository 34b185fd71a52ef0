import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DEFAULT_RULES } from '@waybill/domain';
import type { Instant } from '@waybill/events';
import { Problem } from '../http/problem';
import { TrialWorkers } from './trial-workers';

/** Threads that stand for a trial: one that answers, one that never comes to an end, one that needs more memory than there is. */
const SCRIPTS = {
  answering: "parentPort.on('message', (ids) => parentPort.postMessage({ tried: ids }));",
  failing: "parentPort.on('message', () => parentPort.postMessage({ failed: 'StoreUnavailable', message: 'away' }));",
  endless: "parentPort.on('message', () => { for (;;); });",
  greedy: "parentPort.on('message', () => { const all = []; for (;;) all.push(new Array(1e5).fill(all.length)); });",
};
const wanted = { rules: DEFAULT_RULES, from: 0 as Instant, to: 1 as Instant };
let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-trials-'));
  for (const [name, script] of Object.entries(SCRIPTS))
    fs.writeFileSync(path.join(folder, `${name}.js`), `const { parentPort } = require('node:worker_threads');\n${script}`);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const workers = (script: keyof typeof SCRIPTS) => new TrialWorkers(path.join(folder, `${script}.js`), 'unix:nowhere');
const problemOf = (work: () => unknown): Problem | undefined => {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  return undefined;
};

it('are asked again and again, and end when they are done', async () => {
  const trial = workers('answering').start(wanted, new AbortController().signal);
  expect(await trial.of(['A', 'B'])).toEqual(['A', 'B']);
  expect(await trial.of(['C'])).toEqual(['C']);
  await trial.end();
  await expect(trial.of(['D'])).rejects.toThrow('ended');
});

it('are two at once; one that is ended by its caller, in the midst of its work, makes room', async () => {
  const all = workers('endless');
  const [first, second] = [new AbortController(), new AbortController()];
  const asked = [first, second].map(({ signal }) => all.start(wanted, signal).of(['A']));
  const refused = problemOf(() => all.start(wanted, second.signal));
  expect([refused?.status, refused?.extras.headers]).toEqual([429, { 'retry-after': '5' }]);
  first.abort();
  await expect(asked[0]).rejects.toThrow('ended');
  const third = new AbortController();
  const again = all.start(wanted, third.signal).of(['A']);
  second.abort();
  third.abort();
  await Promise.all([asked[1], again].map((one) => expect(one).rejects.toThrow('ended')));
});

it('are not begun for a caller who has gone', async () => {
  const all = workers('endless');
  await expect(all.start(wanted, AbortSignal.abort()).of(['A'])).rejects.toThrow('ended');
});

it('say that the store is away, and what is too much', async () => {
  const asked = new AbortController();
  await expect(workers('failing').start(wanted, asked.signal).of(['A'])).rejects.toMatchObject({ slug: 'store-unavailable' });
  await expect(workers('greedy').start(wanted, asked.signal).of(['A'])).rejects.toMatchObject({ slug: 'queries-unavailable' });
  asked.abort();
});
