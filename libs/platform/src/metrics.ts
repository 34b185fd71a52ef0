import { monitorEventLoopDelay } from 'node:perf_hooks';
import client from 'prom-client';

/** Labels of a metric, each with the closed set of its values. An id, token or free text must never become a label. */
export type LabelSets = Readonly<Record<string, readonly string[]>>;
export type LabelValues<L extends LabelSets> = { readonly [K in keyof L]: L[K][number] };

export type MetricDescription<L extends LabelSets> = {
  /** Prometheus name with its unit: `append_seconds`, `webhook_requests_total`. */
  readonly name: string;
  readonly help: string;
  readonly labels?: L;
};

export type Counter<L extends LabelSets> = { add(labels: LabelValues<L>, amount?: number): void };
export type Gauge<L extends LabelSets> = { set(labels: LabelValues<L>, value: number): void };
export type Histogram<L extends LabelSets> = { observe(labels: LabelValues<L>, value: number): void };

export type Metrics = {
  counter<const L extends LabelSets>(description: MetricDescription<L>): Counter<L>;
  /** `read`, when given, is asked at each scrape instead of `set`. */
  gauge<const L extends LabelSets>(description: MetricDescription<L>, read?: (gauge: Gauge<L>) => void | Promise<void>): Gauge<L>;
  histogram<const L extends LabelSets>(description: MetricDescription<L>, buckets?: readonly number[]): Histogram<L>;
  /** The registry itself, for libraries that bring metrics of their own. */
  readonly registry: client.Registry;
  readonly contentType: string;
  /** What `GET /metrics` answers. */
  text(): Promise<string>;
};

/** 1 ms to 30 s: from an append on one machine to a deadline. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Types already close the sets; this keeps a value from an untyped place from growing the registry without end. */
function closed<L extends LabelSets>(sets: L | undefined, values: LabelValues<L>): Record<string, string> {
  const entries = Object.entries(sets ?? {});
  return Object.fromEntries(entries.map(([name, set]) => [name, set.find((value) => value === values[name]) ?? 'other']));
}

/** Every way to choose one value for each label. */
function combinations(sets: LabelSets = {}): Record<string, string>[] {
  return Object.entries(sets).reduce<Record<string, string>[]>(
    (all, [name, values]) => all.flatMap((labels) => values.map((value) => ({ ...labels, [name]: value }))),
    [{}],
  );
}

function measureEventLoop(registry: client.Registry): void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const quantiles = { p50: 50, p99: 99, max: 100 } as const;
  new client.Gauge({
    name: 'event_loop_lag_seconds',
    help: 'How late the event loop turned since the last scrape',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      for (const [quantile, percent] of Object.entries(quantiles)) {
        // Before its first sample the histogram answers NaN or the resolution itself; lag is what exceeds the resolution.
        const seconds = delay.percentile(percent) / 1e9 - 0.02;
        this.set({ quantile }, Number.isFinite(seconds) ? Math.max(0, seconds) : 0);
      }
      delay.reset();
    },
  });
}

/** A registry of this process's metrics; every sample carries the service's name. Event loop lag and Node's own metrics are included. */
export function createMetrics(service: string): Metrics {
  const registry = new client.Registry();
  registry.setDefaultLabels({ service });
  client.collectDefaultMetrics({ register: registry });
  measureEventLoop(registry);
  const shared = (it: MetricDescription<LabelSets>) => ({
    name: it.name,
    help: it.help,
    labelNames: Object.keys(it.labels ?? {}),
    registers: [registry],
  });
  return {
    counter(it) {
      const counter = new client.Counter(shared(it));
      // From 0 on, so that Prometheus sees the very first one as an increase.
      for (const labels of combinations(it.labels)) counter.inc(labels, 0);
      return { add: (labels, amount = 1) => counter.inc(closed(it.labels, labels), amount) };
    },
    gauge(it, read) {
      const face: ReturnType<typeof this.gauge<NonNullable<typeof it.labels>>> = {
        set: (labels, value) => gauge.set(closed(it.labels, labels), value),
      };
      const gauge: client.Gauge = new client.Gauge({ ...shared(it), ...(read && { collect: () => read(face) }) });
      return face;
    },
    histogram(it, buckets = SECONDS) {
      const histogram = new client.Histogram({ ...shared(it), buckets: [...buckets] });
      return { observe: (labels, value) => histogram.observe(closed(it.labels, labels), value) };
    },
    registry,
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
