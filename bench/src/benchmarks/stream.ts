import fs from 'node:fs';
import type { Benchmark, BenchmarkContext, Figure, Figures } from '../findings';
import { cpuBetween, cpuTimes } from '../measure/cpu';
import { registerShipments } from '../processes/commands';
import type { Stack } from '../processes/stack';
import type { Worker } from '../processes/worker';
import type { StreamJob, StreamResult } from '../workers/stream-clients';
import { STREAMS as SHIPMENTS, withStack, withWorker } from './support';

const CHANGES_PER_SECOND = 500;
const TICK_MS = 250;
const MEASURED_MS = 12_000;
const SETTLE_MS = 3_000;
const MOST_CORE_PERCENT = 25;
const MOST_MEGABYTES = 1;

/** Positions at a steady rate, each of another shipment, until it is ended. */
async function change(stack: Stack, ids: readonly string[], ended: AbortSignal): Promise<void> {
  const each = (CHANGES_PER_SECOND * TICK_MS) / 1_000;
  let next = 0;
  for (let due = performance.now(); !ended.aborted; due += TICK_MS) {
    const now = Date.now();
    const events = Array.from({ length: each }, () => positionOf(ids[next++ % ids.length] as string, now, next));
    const answer = await fetch(`${stack.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stack.target.key}`, 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events),
    });
    // A busy machine takes in less; how much came out of the streams is among the figures.
    if (answer.status !== 202 && answer.status !== 503) throw new Error(`a batch answered ${answer.status}`);
    await answer.arrayBuffer();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due + TICK_MS - performance.now())));
  }
}

const positionOf = (shipmentId: string, now: number, n: number) => ({
  specversion: '1.0',
  id: `${now}-${n}`,
  source: 'https://bench.example/fleet',
  type: 'dev.waybill.position-reported.v1',
  subject: `shipment:${shipmentId}`,
  time: new Date(now).toISOString(),
  data: { latitude: 50 + (n % 1_000) / 1_000, longitude: 8 + (n % 700) / 1_000, speedKmh: 60, headingDegrees: n % 360 },
});

const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1_024;

type Clients = Worker<StreamJob, StreamResult>;
/** What the API used while so many streams were open, and what came out of them. */
async function withStreams(stack: Stack, clients: Clients, addresses: readonly string[], scale: number) {
  const { key = '' } = stack.target;
  await clients.run({ addresses, key, forMs: SETTLE_MS });
  const before = cpuTimes({ api: stack.pids.api });
  const { output } = await clients.run({ addresses, key, forMs: MEASURED_MS * scale });
  const { api = 0 } = cpuBetween(before, cpuTimes({ api: stack.pids.api }));
  return {
    percent: (100 * api) / output.ms,
    megabytes: residentMegabytes(stack.pids.api),
    perSecond: (1_000 * output.messages) / output.ms,
  };
}

/** All clients come from one address. */
const SETTINGS = { MAX_CONNECTIONS_PER_ADDRESS: '5000' };

/** Changes go on for as long as there are streams to measure, and end with them, however that is. */
async function measure(context: BenchmarkContext, stack: Stack, clients: Clients): Promise<Figures[]> {
  stack.startProjector();
  const ids = (await registerShipments(stack, 's', SHIPMENTS)).map(({ shipmentId }) => shipmentId);
  const ended = new AbortController();
  const changing = change(stack, ids, ended.signal);
  const measured = figures(context, stack, clients, ids).finally(() => ended.abort());
  const [found] = await Promise.all([measured, changing]);
  return found;
}

async function figures({ say, scale }: BenchmarkContext, stack: Stack, clients: Clients, ids: readonly string[]): Promise<Figures[]> {
  const whole = (count: number) => Array.from({ length: count }, () => `${stack.url}/v1/stream`);
  const own = (count: number) =>
    Array.from(
      { length: count },
      (_, n) => `${stack.url}/v1/stream?shipmentId=${ids[n % ids.length]}&shipmentId=${ids[(n + 1) % ids.length]}`,
    );
  const rows: Figure[] = [];
  const none = await withStreams(stack, clients, [], scale);
  const cases = [
    ['1 stream of the whole fleet', whole(1)],
    ['100 streams of the whole fleet', whole(100)],
    ['1,000 streams of two shipments each', own(1_000)],
    ['1,000 streams of the whole fleet', whole(1_000)],
  ] as const;
  for (const [what, addresses] of cases) {
    const { percent, megabytes, perSecond } = await withStreams(stack, clients, addresses, scale);
    const aims = addresses.length === 1_000;
    rows.push({ what: `${what}: of one core`, value: percent - none.percent, unit: '%', ...(aims && { below: MOST_CORE_PERCENT }) });
    rows.push({ what: `${what}: messages taken`, value: perSecond, unit: '/s' });
    const each = (megabytes - none.megabytes) / addresses.length;
    if (aims) rows.push({ what: `${what}: memory of the API for each`, value: each, unit: 'MB', below: MOST_MEGABYTES });
    say(`${what}: ${(percent - none.percent).toFixed(1)} % of a core, ${Math.round(perSecond)} messages/s`);
  }
  const remarks = [
    `What the API uses beyond the ${none.percent.toFixed(0)} % of a core that it takes to take in ${CHANGES_PER_SECOND} positions a second without any stream.`,
    'A stream of the whole fleet gets each of the changes as a whole row: a thousand of them are some 400 MB a second over the loopback.',
  ];
  return [{ kind: 'figures', benchmark: 'stream', title: `Open streams at ${CHANGES_PER_SECOND} changes a second`, rows, remarks }];
}

/** What open streams cost. */
export const stream: Benchmark = {
  name: 'stream',
  title: `Open streams at ${CHANGES_PER_SECOND} changes a second, ${SHIPMENTS} shipments`,
  run: (context) =>
    withStack(context, (stack) => withWorker('stream-clients', (clients: Clients) => measure(context, stack, clients)), {
      settings: SETTINGS,
    }),
};
