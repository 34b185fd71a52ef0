import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Benchmark, BenchmarkContext } from '../findings';
import type { Stack } from '../processes/stack';
import { type Appender, appendSample, withStack, withWorker } from './support';

const LINES = 100_000;
const BATCH = 500;
const FORMS_MS = 5_000;
const CLI = path.resolve(__dirname, '../../../apps/cli/src/main.js');
const START = Date.UTC(2026, 2, 1);

/** Fixes of a hundred devices. */
function writeFile(file: string, lines: number): void {
  const out = fs.openSync(file, 'w');
  fs.writeSync(out, 'device,time,latitude,longitude\n');
  for (let i = 0; i < lines; i += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, lines - i) }, (_, k) => {
      const n = i + k;
      return `D${n % 100},${new Date(START + n * 1_000).toISOString()},${(48 + (n % 600) / 100).toFixed(2)},${(7 + (n % 700) / 100).toFixed(2)}\n`;
    });
    fs.writeSync(out, rows.join(''));
  }
  fs.closeSync(out);
}

/** Runs the command, and answers how long it took. */
async function importing({ url, target }: Stack, file: string, dataDir: string, expected: RegExp): Promise<number> {
  const env = { ...process.env, WAYBILL_URL: url, OPERATOR_API_KEY: target.key, DATA_DIR: dataDir };
  const started = performance.now();
  const child = fork(CLI, ['import', file, '--format', 'csv'], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += chunk));
  await once(child, 'close');
  if (!expected.test(said)) throw new Error(`import: ${said}`);
  return performance.now() - started;
}

async function measure({ say, scale }: BenchmarkContext, stack: Stack, appender: Appender) {
  const lines = Math.round(LINES * scale);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'waybill-bench-import-'));
  try {
    const file = path.join(folder, 'file.csv');
    writeFile(file, lines);
    const bare = () => appendSample(stack, appender, { concurrency: 1, eventsPerAppend: BATCH, forMs: FORMS_MS * scale });
    say('bare appends');
    await bare();
    const before = await bare();
    say(`importing ${lines} lines`);
    const first = await importing(stack, file, folder, / 0 duplicates, .* 0 refused/);
    const after = await bare();
    say('the same file again');
    const again = await importing(stack, file, folder, new RegExp(`${lines.toLocaleString('en')} duplicates`));
    const bareRate = ((before.count / before.ms + after.count / after.ms) / 2) * 1_000;
    const rate = (lines * 1_000) / first;
    const rows = [
      { what: `a CSV file of ${lines} lines, 100 devices`, value: rate, unit: 'lines/s' },
      { what: `÷ appendToStream of ${BATCH} events, one after the other`, value: rate / bareRate, unit: '×' },
      { what: 'the same file again, all duplicates', value: (lines * 1_000) / again, unit: 'lines/s' },
    ];
    const remarks = [
      `The command reads, and has four batches of ${BATCH} events under way at once; its start is in the time. The projector is stopped.`,
    ];
    return [{ kind: 'figures' as const, benchmark: 'import-file', title: 'Importing a file over HTTP', rows, remarks }];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** A large file through the running API, and once more. */
export const importFile: Benchmark = {
  name: 'import-file',
  title: `npm run import of ${LINES} lines, projector stopped`,
  run: (context) => withStack(context, (stack) => withWorker('bare-append', (appender: Appender) => measure(context, stack, appender))),
};
