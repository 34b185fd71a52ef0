import type { Ratio, Side } from './measure/comparison';

/** Two operations side by side. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly benchmark: string;
  readonly title: string;
  /** What one event is: "event", "request". */
  readonly unit: string;
  readonly product: Side;
  readonly bare: Side;
  readonly bareIs: string;
  readonly ratio: Ratio;
  /** Least ratio that is wanted, of both unless one is named. */
  readonly aim?: number;
  readonly aimOf?: 'wall' | 'cpu';
  readonly remarks: readonly string[];
}

/** Figures without a counterpart. */
export interface Figures {
  readonly kind: 'figures';
  readonly benchmark: string;
  readonly title: string;
  readonly rows: readonly Figure[];
  readonly remarks: readonly string[];
}

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The value should stay below this. */
  readonly below?: number;
}

export type Finding = Comparison | Figures;

export interface BenchmarkContext {
  readonly say: (line: string) => void;
  /** Folder for CPU profiles of the product's processes. */
  readonly profiles?: string;
  /** A built checkout of an earlier commit, for what compares the two. */
  readonly before?: string;
  /** 1 for the recorded run; less shortens every timed part. */
  readonly scale: number;
}

export interface Benchmark {
  readonly name: string;
  readonly title: string;
  run(context: BenchmarkContext): Promise<Finding[]>;
}
