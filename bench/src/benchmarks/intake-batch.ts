import type { Benchmark, BenchmarkContext, Comparison } from '../findings';
import { alternate } from '../measure/sample';
import { registerShipments } from '../processes/commands';
import type { Stack } from '../processes/stack';
import { type Appender, appendSample, comparison, type Loader, loadSample, newRun, STREAMS, withStack, withWorker } from './support';

const CONNECTIONS = 16;
const BATCH = 100;
const ROUNDS = 3;
const ROUND_MS = 2_500;
const AIM = 0.7;

type About = Pick<Comparison, 'title' | 'bareIs' | 'remarks'>;

async function measure(context: BenchmarkContext, stack: Stack, loader: Loader, appender: Appender): Promise<Comparison[]> {
  const subjects = (await registerShipments(stack, 's', STREAMS)).map(({ shipmentId }) => `shipment:${shipmentId}`);
  const { api, eventNode } = stack.pids;
  const forMs = ROUND_MS * context.scale;
  const send = (spread: number) => () => {
    const plan = { kind: 'batch', subjects, run: newRun(), size: BATCH, spread } as const;
    return loadSample(stack, loader, { plan, connections: CONNECTIONS, forMs }, { pids: { api, eventNode } });
  };
  const sides = {
    one: send(1),
    batches: () => appendSample(stack, appender, { concurrency: CONNECTIONS, eventsPerAppend: BATCH, forMs }),
    spread: send(BATCH),
    singles: () => appendSample(stack, appender, { concurrency: CONNECTIONS * BATCH, eventsPerAppend: 1, forMs }),
  };
  context.say('warming up');
  await alternate(1, sides);
  context.say(`${ROUNDS} rounds`);
  const samples = await alternate(ROUNDS, sides);
  const about = ({ title, bareIs, remarks }: About) => ({ benchmark: 'intake-batch', unit: 'event', aim: AIM, title, bareIs, remarks });
  const bareBatches = `appendToStream of ${BATCH} events, ${CONNECTIONS} at a time`;
  const spread = `Batches of ${BATCH} events of ${BATCH} shipments`;
  const streams = `One request is ${BATCH} appends to ${BATCH} streams, each durable and exact by itself; a bare append of ${BATCH} events is one.`;
  return [
    comparison(
      about({ title: `Batches of ${BATCH} events of one shipment`, bareIs: bareBatches, remarks: [] }),
      samples.one,
      samples.batches,
    ),
    comparison(about({ title: spread, bareIs: bareBatches, remarks: [streams] }), samples.spread, samples.batches),
    comparison(
      {
        ...about({
          title: `${spread}, like with like`,
          bareIs: `appendToStream of one event, ${CONNECTIONS * BATCH} at a time`,
          remarks: [],
        }),
      },
      samples.spread,
      samples.singles,
    ),
  ];
}

/** Structured batches against bare appends of as many events. The projector is stopped. */
export const intakeBatch: Benchmark = {
  name: 'intake-batch',
  title: `POST /v1/events, ${BATCH} positions per request, ${CONNECTIONS} connections, ${STREAMS} shipments, projector stopped`,
  run: (context) =>
    withStack(context, (stack) =>
      withWorker('http-load', (loader: Loader) =>
        withWorker('bare-append', (appender: Appender) => measure(context, stack, loader, appender)),
      ),
    ),
};
