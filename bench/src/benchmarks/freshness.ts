import type { Benchmark, BenchmarkContext, Figures } from '../findings';
import { quantile } from '../measure/statistics';
import { registerShipments, untilShown } from '../processes/commands';
import type { Stack } from '../processes/stack';
import type { Worker } from '../processes/worker';
import type { PacedJob, PacedResult } from '../workers/paced-load';
import { type Loader, newRun, STREAMS, withStack, withWorker } from './support';

const CONNECTIONS = 64;
const CLOSED_LOOP_MS = 4_000;
const PACED_MS = 15_000;
const WARM_UP_MS = 2_000;
const PROBES = { probesPerSecond: 50, probeConnections: 16 } as const;
const AIM_MS = 250;

/** What the product takes in at most, with everything running; measured here, since it depends on the machine. */
async function highestRate({ scale, say }: BenchmarkContext, stack: Stack, subjects: readonly string[]): Promise<number> {
  return withWorker('http-load', async (loader: Loader) => {
    const load = (forMs: number) => {
      const plan = { kind: 'single', subjects, run: newRun() } as const;
      return loader.run({ target: stack.target, plan, connections: CONNECTIONS, forMs });
    };
    await load(WARM_UP_MS);
    const { output } = await load(CLOSED_LOOP_MS * scale);
    await untilShown(stack, output.position);
    const rate = (output.events * 1000) / output.ms;
    say(`at most ${Math.round(rate)} events/s; now at half of it`);
    return rate;
  });
}

async function measure(context: BenchmarkContext, stack: Stack, paced: Worker<PacedJob, PacedResult>): Promise<Figures[]> {
  stack.startProjector();
  const subjects = (await registerShipments(stack, 's', STREAMS)).map(({ shipmentId }) => `shipment:${shipmentId}`);
  const perSecond = Math.round((await highestRate(context, stack, subjects)) / 2);
  const job = { target: stack.target, subjects, perSecond, connections: CONNECTIONS, ...PROBES };
  await paced.run({ ...job, run: newRun(), forMs: WARM_UP_MS });
  const { output } = await paced.run({ ...job, run: newRun(), forMs: PACED_MS * context.scale });
  const { visible, acknowledged } = output;
  const rows = [
    { what: 'load', value: perSecond, unit: 'events/s' },
    { what: 'webhook sent → in the detail query, p50', value: quantile(visible, 0.5), unit: 'ms' },
    { what: 'webhook sent → in the detail query, p99', value: quantile(visible, 0.99), unit: 'ms', below: AIM_MS },
    { what: 'webhook sent → 202, p50', value: quantile(acknowledged, 0.5), unit: 'ms' },
    { what: 'webhook sent → 202, p99', value: quantile(acknowledged, 0.99), unit: 'ms' },
    { what: 'reports followed', value: visible.length, unit: '' },
  ];
  const remarks = [
    'Open loop: a report counts from the moment it was due, whether or not a connection was free. The query has minPosition.',
  ];
  return [{ kind: 'figures', benchmark: 'freshness', title: 'Webhook to query at half of the highest rate', rows, remarks }];
}

/** How old a query's answer is while the product works at half of what it can. */
export const freshness: Benchmark = {
  name: 'freshness',
  title: `From the webhook to GET /v1/shipments/{id}, whole product at half load, ${STREAMS} shipments`,
  run: (context) =>
    withStack(context, (stack) => withWorker('paced-load', (paced: Worker<PacedJob, PacedResult>) => measure(context, stack, paced))),
};
