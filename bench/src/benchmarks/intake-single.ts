import type { Benchmark, BenchmarkContext, Comparison } from '../findings';
import { alternate } from '../measure/sample';
import { registerShipments } from '../processes/commands';
import type { Stack } from '../processes/stack';
import { type Appender, appendSample, comparison, type Loader, loadSample, newRun, STREAMS, withStack, withWorker } from './support';

const CONNECTIONS = 64;
const ROUNDS = 4;
const ROUND_MS = 3_000;
const AIM = 0.5;

interface Bench {
  readonly context: BenchmarkContext;
  readonly stack: Stack;
  readonly loader: Loader;
  readonly appender: Appender;
  readonly subjects: readonly string[];
}

async function compare({ context, stack, loader, appender, subjects }: Bench, projector?: number): Promise<Comparison> {
  const { api, eventNode, postgres } = stack.pids;
  const pids: Record<string, number> = projector === undefined ? { api, eventNode } : { api, eventNode, projector, postgres };
  const forMs = ROUND_MS * context.scale;
  const product = () =>
    loadSample(
      stack,
      loader,
      { plan: { kind: 'single', subjects, run: newRun() }, connections: CONNECTIONS, forMs },
      { pids, settled: projector !== undefined },
    );
  const bare = () => appendSample(stack, appender, { concurrency: CONNECTIONS, eventsPerAppend: 1, forMs });
  context.say('warming up');
  await alternate(1, { product, bare });
  context.say(`${ROUNDS} rounds, ${projector === undefined ? 'projector stopped' : 'projector running'}`);
  const samples = await alternate(ROUNDS, { product, bare });
  const title = projector === undefined ? 'Single events, projector stopped' : 'Single events, whole product';
  return comparison(
    { benchmark: 'intake-single', title, unit: 'event', bareIs: 'appendToStream, 64 at a time', aim: AIM },
    samples.product,
    samples.bare,
  );
}

/** One CloudEvent per request against one event per bare append. */
export const intakeSingle: Benchmark = {
  name: 'intake-single',
  title: `POST /v1/events, one position per request, ${CONNECTIONS} connections, ${STREAMS} shipments`,
  run: (context) =>
    withStack(context, (stack) =>
      withWorker('http-load', (loader: Loader) =>
        withWorker('bare-append', async (appender: Appender) => {
          const subjects = (await registerShipments(stack, 's', STREAMS)).map(({ shipmentId }) => `shipment:${shipmentId}`);
          const bench = { context, stack, loader, appender, subjects };
          const alone = await compare(bench);
          const projector = stack.startProjector();
          return [alone, await compare(bench, projector.pid)];
        }),
      ),
    ),
};
