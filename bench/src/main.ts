import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BENCHMARKS, beforeAfter } from './benchmarks';
import type { Benchmark, BenchmarkContext } from './findings';
import { currentRevision, describeMachine } from './measure/machine';
import { cleanUp } from './processes/running';
import { findingText } from './report/markdown';
import { keep, type Run } from './report/record';

const RESULTS = path.join('bench', 'results');
const QUICK = 0.2;

interface Options {
  readonly chosen: readonly Benchmark[];
  readonly scale: number;
  readonly profiles?: string;
  readonly before?: string;
  readonly record: boolean;
}

function parseOptions(argv: string[]): Options {
  const options = { quick: { type: 'boolean' }, profile: { type: 'string' }, before: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true });
  const unknown = positionals.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0)
    throw new Error(`There is no benchmark ${unknown.join(', ')}. There are: ${BENCHMARKS.map(({ name }) => name).join(', ')}`);
  const before = values.before && path.resolve(values.before);
  const chosen = before ? [beforeAfter] : BENCHMARKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  // Profiled, shortened and partial runs are not for comparison.
  const record = positionals.length === 0 && !values.quick && values.profile === undefined && before === undefined;
  return { chosen, scale: values.quick ? QUICK : 1, profiles: values.profile && path.resolve(values.profile), before, record };
}

const say = (line: string): void => console.log(line);

async function runOne(benchmark: Benchmark, { scale, profiles, before }: Options): Promise<Run['benchmarks'][number]> {
  say(`\n${benchmark.name}: ${benchmark.title}`);
  const context: BenchmarkContext = { say: (line) => say(`  … ${line}`), scale, profiles, before };
  const findings = await benchmark.run(context);
  say(`\n${findings.flatMap(findingText).join('\n')}`);
  return { name: benchmark.name, title: benchmark.title, findings };
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const start = performance.now();
  const machine = describeMachine(os.tmpdir());
  const date = `${new Date().toISOString().slice(0, 16)}Z`;
  const revision = currentRevision();
  const benchmarks: Run['benchmarks'][number][] = [];
  for (const benchmark of options.chosen) benchmarks.push(await runOne(benchmark, options));
  if (!options.record) return;
  const minutes = (performance.now() - start) / 60_000;
  say(`Kept as ${keep({ date, minutes, ...revision, machine, benchmarks }, RESULTS).join(' and ')}`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    cleanUp();
    process.exit(1);
  });
}
main().catch((error: Error) => {
  cleanUp();
  console.error(error.stack);
  process.exit(1);
});
