import type { Schemas } from '../api/client';

type Partition = Schemas['ProcessorStatus'];

/** A build of a processor, summed up over its partitions. */
export interface ProcessorLine {
  readonly processor: string;
  readonly kind: Partition['kind'];
  readonly version: number;
  readonly live: boolean;
  readonly lagEvents: number;
  readonly lagSeconds: number;
  /** The worst of its partitions. */
  readonly state: Partition['state'];
  readonly notes: readonly string[];
  readonly deadLetters: number;
}

const BY_BADNESS: readonly Partition['state'][] = ['running', 'retrying', 'unowned', 'halted'];
const worse = (a: Partition['state'], b: Partition['state']): Partition['state'] =>
  BY_BADNESS.indexOf(a) >= BY_BADNESS.indexOf(b) ? a : b;

/** One line for each build: what is behind is as far behind as its slowest partition. */
export function processorLines(partitions: readonly Partition[]): readonly ProcessorLine[] {
  const lines = new Map<string, ProcessorLine>();
  for (const one of partitions) {
    const { processor, kind, version, live, lagEvents, lagSeconds, state, note, deadLetters } = one;
    const key = `${processor} ${version}`;
    const before = lines.get(key);
    lines.set(key, {
      processor,
      kind,
      version,
      live,
      lagEvents: Math.max(before?.lagEvents ?? 0, lagEvents),
      lagSeconds: Math.max(before?.lagSeconds ?? 0, lagSeconds),
      state: before ? worse(before.state, state) : state,
      notes: [...new Set([...(before?.notes ?? []), ...(note ? [note] : [])])],
      deadLetters: (before?.deadLetters ?? 0) + deadLetters,
    });
  }
  return [...lines.values()].sort((a, b) => a.processor.localeCompare(b.processor) || b.version - a.version);
}
