import type { BenchmarkContext, Comparison } from '../findings';
import { ratioOf, sideOf } from '../measure/comparison';
import { type Sample, sample } from '../measure/sample';
import { untilShown } from '../processes/commands';
import { type Stack, type StackOptions, startStack } from '../processes/stack';
import { startWorker, type Worker } from '../processes/worker';
import type { AppendJob, AppendResult } from '../workers/bare-append';
import type { LoadJob, LoadResult } from '../workers/http-load';

/** Runs something on a fresh Waybill and always takes it down again. */
export async function withStack<T>(
  { profiles }: BenchmarkContext,
  use: (stack: Stack) => Promise<T>,
  options: Omit<StackOptions, 'profiles'> = {},
): Promise<T> {
  const stack = await startStack({ profiles, ...options });
  try {
    return await use(stack);
  } finally {
    await stack.stop();
  }
}

export async function withWorker<Job, Output, T>(name: string, use: (worker: Worker<Job, Output>) => Promise<T>): Promise<T> {
  const worker = startWorker<Job, Output>(name);
  try {
    return await use(worker);
  } finally {
    await worker.stop();
  }
}

export type Loader = Worker<LoadJob, LoadResult>;
export type Appender = Worker<AppendJob, AppendResult>;

let runs = 0;
/** Ids of one run must never have been used before. */
export const newRun = (): string => `${Date.now().toString(36)}-${++runs}`;

/** Load on the API as a sample of the given processes; with `settled`, what the projector makes of it is waited for and counted. */
export async function loadSample(
  stack: Stack,
  loader: Loader,
  job: Omit<LoadJob, 'target'>,
  { pids, settled }: { readonly pids: Readonly<Record<string, number>>; readonly settled?: boolean },
): Promise<Sample> {
  let position: string | null = null;
  const work = async () => {
    const { output, cpuMicros } = await loader.run({ target: stack.target, ...job });
    position = output.position;
    return { count: output.events, ms: output.ms, generatorCpuMicros: cpuMicros };
  };
  return sample(pids, work, settled ? () => untilShown(stack, position) : undefined);
}

/** Bare appends as a sample of the client's process and the node. */
export function appendSample(stack: Stack, appender: Appender, job: Omit<AppendJob, 'endpoint' | 'run' | 'streams'>): Promise<Sample> {
  return sample({ client: appender.pid, eventNode: stack.pids.eventNode }, async () => {
    const { output } = await appender.run({ endpoint: stack.endpoint, streams: BARE_STREAMS, run: newRun(), ...job });
    return { count: output.events, ms: output.ms };
  });
}

export const STREAMS = 500;
const BARE_STREAMS = Array.from({ length: STREAMS }, (_, index) => `bare-${index}`);

export function comparison(
  about: Omit<Comparison, 'kind' | 'product' | 'bare' | 'ratio' | 'remarks'> & { readonly remarks?: readonly string[] },
  product: readonly Sample[],
  bare: readonly Sample[],
): Comparison {
  return { kind: 'comparison', remarks: [], ...about, product: sideOf(product), bare: sideOf(bare), ratio: ratioOf(product, bare) };
}
