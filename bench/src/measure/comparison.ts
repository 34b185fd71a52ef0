import type { Sample } from './sample';
import { median } from './statistics';

/** One side of a comparison: medians over the rounds. */
export interface Side {
  /** Per second of wall clock. */
  readonly rate: number;
  readonly rates: readonly number[];
  /** Microseconds per event or request, summed over the processes. */
  readonly cpuMicros: number;
  readonly cpuByProcess: Readonly<Record<string, number>>;
  readonly generatorCpuMicros?: number;
  /** Milliseconds after the last answer until read models had everything. */
  readonly settleMs?: number;
}

/** How near Waybill comes to the bare operation below it: 1 would be no cost at all. */
export interface Ratio {
  readonly wall: number;
  readonly cpu: number;
  /** Of each round, product over bare. */
  readonly wallByRound: readonly number[];
  readonly cpuByRound: readonly number[];
}

const rateOf = ({ count, ms }: Sample): number => (count * 1000) / ms;
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const microsOf = ({ count, cpu }: Sample): number => (sum(Object.values(cpu)) * 1000) / count;

/** Median of what some samples have; undefined when one has it not. */
function medianOf(samples: readonly Sample[], value: (sample: Sample) => number | undefined): number | undefined {
  const values = samples.map(value);
  return values.some((one) => one === undefined) ? undefined : median(values as number[]);
}

export function sideOf(samples: readonly Sample[]): Side {
  const names = Object.keys(samples[0]?.cpu ?? {});
  const rates = samples.map(rateOf);
  const cpuByProcess = names.map((name) => [name, median(samples.map(({ cpu, count }) => ((cpu[name] ?? 0) * 1000) / count))]);
  return {
    rate: median(rates),
    rates,
    cpuMicros: median(samples.map(microsOf)),
    cpuByProcess: Object.fromEntries(cpuByProcess),
    generatorCpuMicros: medianOf(samples, ({ generatorCpuMicros, count }) => generatorCpuMicros && generatorCpuMicros / count),
    settleMs: medianOf(samples, ({ settleMs }) => settleMs),
  };
}

/** Ratios of neighbouring runs, then their median: what drifts over the rounds drops out. */
export function ratioOf(product: readonly Sample[], bare: readonly Sample[]): Ratio {
  const pairs = product.map((one, index) => [one, bare[index] as Sample] as const);
  const wallByRound = pairs.map(([ours, theirs]) => rateOf(ours) / rateOf(theirs));
  const cpuByRound = pairs.map(([ours, theirs]) => microsOf(theirs) / microsOf(ours));
  return { wall: median(wallByRound), cpu: median(cpuByRound), wallByRound, cpuByRound };
}
