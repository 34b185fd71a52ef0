import fs from 'node:fs';
import type { Benchmark, BenchmarkContext, Figure, Figures } from '../findings';
import { cpuBetween, cpuTimes } from '../measure/cpu';
import { registerShipments } from '../processes/commands';
import type { Stack } from '../processes/stack';
import type { Worker } from '../processes/worker';
import type { StreamJob, StreamResult } from '../workers/stream-clients';
import { type Area, change } from '../workload/changes';
import { STREAMS as SHIPMENTS, withStack, withWorker } from './support';

const CHANGES_PER_SECOND = 500;
const MEASURED_MS = 12_000;
const WARM_MS = 10_000;
const SETTLE_MS = 3_000;
const MOST_CORE_PERCENT = 25;
const MOST_MEGABYTES = 1;

const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]) / 1_024;

type Clients = Worker<StreamJob, StreamResult>;
/** What the API used while so many streams were open, and what came out of them. */
async function withStreams(stack: Stack, clients: Clients, addresses: readonly string[], scale: number) {
  const { key = '' } = stack.target;
  await clients.run({ addresses, key, forMs: SETTLE_MS });
  const pids = { api: stack.pids.api, postgres: stack.pids.postgres };
  const before = cpuTimes(pids);
  const { output } = await clients.run({ addresses, key, forMs: MEASURED_MS * scale });
  const { api = 0, postgres = 0 } = cpuBetween(before, cpuTimes(pids));
  return {
    percent: (100 * api) / output.ms,
    postgresPercent: (100 * postgres) / output.ms,
    megabytes: residentMegabytes(stack.pids.api),
    messages: (1_000 * output.messages) / output.ms,
    megabytesPerSecond: output.bytes / output.ms / 1_000,
  };
}
type Measured = Awaited<ReturnType<typeof withStreams>>;

/** All clients come from one address. */
const SETTINGS = { MAX_CONNECTIONS_PER_ADDRESS: '5000' };
const CARRIERS = 50;
const AREA: Area = { south: 50, west: 8, degrees: 1 };

/** Changes go on for as long as there are streams to measure, and end with them, however that is. */
async function measure(context: BenchmarkContext, stack: Stack, clients: Clients): Promise<Figures[]> {
  stack.startProjector();
  const carrierOf = (index: number) => ({ carrier: `C${index % CARRIERS}` });
  const ids = (await registerShipments(stack, 's', SHIPMENTS, carrierOf)).map(({ shipmentId }) => shipmentId);
  const ended = new AbortController();
  const changing = change(stack, ids, { perSecond: CHANGES_PER_SECOND, area: AREA, ended: ended.signal });
  const measured = figures(context, stack, clients, ids).finally(() => ended.abort());
  const [found] = await Promise.all([measured, changing]);
  return found;
}

/** What people look at: two shipments, a part of the map that is nobody else's, the shipments of a carrier. */
const lookedAt: readonly ((ids: readonly string[], n: number) => string)[] = [
  (ids, n) => `shipmentId=${ids[n % ids.length]}&shipmentId=${ids[(n + 1) % ids.length]}`,
  (_, n) => `bbox=${[8 + (n % 60) / 100, 50 + (n % 90) / 100, 8.1 + (n % 60) / 100, 50.1 + (n % 90) / 100 + n / 1e6].join(',')}`,
  (_, n) => `carrier=C${n % CARRIERS}&state=open`,
];

function casesOf(ids: readonly string[]): readonly { readonly what: string; readonly queries: readonly string[] }[] {
  const whole = (count: number) => ({ what: `${count.toLocaleString('en')} of the whole fleet`, queries: Array<string>(count).fill('') });
  const each = (what: string, query: (ids: readonly string[], n: number) => string) => ({
    what,
    queries: Array.from({ length: 1_000 }, (_, n) => query(ids, n)),
  });
  const [two, area, carrier] = lookedAt;
  return [
    whole(1),
    whole(100),
    ...(two ? [each('1,000 of two shipments each', two)] : []),
    ...(area ? [each('1,000 of an area each', area)] : []),
    ...(carrier ? [each('1,000 of a carrier and its open exceptions each', carrier)] : []),
    whole(300),
    whole(1_000),
  ];
}

function rowsOf(what: string, streams: number, none: Measured, measured: Measured): Figure[] {
  const isMany = streams === 1_000;
  const each = (measured.megabytes - none.megabytes) / streams;
  return [
    { what: `${what}: of one core`, value: measured.percent - none.percent, unit: '%', ...(isMany && { below: MOST_CORE_PERCENT }) },
    { what: `${what}: of one core, Postgres`, value: measured.postgresPercent - none.postgresPercent, unit: '%' },
    { what: `${what}: messages taken`, value: measured.messages, unit: '/s' },
    { what: `${what}: taken`, value: measured.megabytesPerSecond, unit: 'MB/s' },
    ...(isMany ? [{ what: `${what}: memory of the API for each`, value: each, unit: 'MB', below: MOST_MEGABYTES }] : []),
  ];
}

async function figures({ say, scale }: BenchmarkContext, stack: Stack, clients: Clients, ids: readonly string[]): Promise<Figures[]> {
  const rows: Figure[] = [];
  // What the code takes to be compiled is not what streams cost.
  await clients.run({ addresses: [], key: '', forMs: WARM_MS });
  const none = await withStreams(stack, clients, [], scale);
  for (const { what, queries } of casesOf(ids)) {
    const addresses = queries.map((query) => `${stack.url}/v1/stream?${query}`);
    const measured = await withStreams(stack, clients, addresses, scale);
    rows.push(...rowsOf(what, queries.length, none, measured));
    say(`${what}: ${(measured.percent - none.percent).toFixed(1)} % of a core, ${Math.round(measured.messages)} messages/s`);
  }
  const remarks = [
    `What the API and Postgres use beyond the ${none.percent.toFixed(0)} % and ${none.postgresPercent.toFixed(0)} % of a core that they take to take in ${CHANGES_PER_SECOND} positions a second without any stream.`,
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
