import { cpuBetween, cpuTimes } from './cpu';

/** One timed run: how much was done in which time, and what it cost each process. */
export interface Sample {
  readonly count: number;
  readonly ms: number;
  /** Milliseconds of CPU by process. */
  readonly cpu: Readonly<Record<string, number>>;
  /** Microseconds of CPU that the load generator used; not part of `cpu`. */
  readonly generatorCpuMicros?: number;
  /** Milliseconds from the end of the work until everything that follows from it was done. */
  readonly settleMs?: number;
}

export interface Work {
  readonly count: number;
  readonly ms: number;
  readonly generatorCpuMicros?: number;
}

/** Runs some work and reads what it cost the named processes. What they do until `settle` resolves is part of the cost, not of the wall clock. */
export async function sample(
  pids: Readonly<Record<string, number>>,
  work: () => Promise<Work>,
  settle?: () => Promise<unknown>,
): Promise<Sample> {
  const before = cpuTimes(pids);
  const done = await work();
  const finished = performance.now();
  await settle?.();
  const settleMs = settle && performance.now() - finished;
  return { ...done, settleMs, cpu: cpuBetween(before, cpuTimes(pids)) };
}

/** The sides of a comparison by turns, so that all see the same moods of the machine. */
export async function alternate<Name extends string>(
  rounds: number,
  sides: Readonly<Record<Name, () => Promise<Sample>>>,
): Promise<Record<Name, Sample[]>> {
  const names = Object.keys(sides) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Record<Name, Sample[]>;
  for (let round = 0; round < rounds; round += 1) for (const name of names) samples[name].push(await sides[name]());
  return samples;
}
