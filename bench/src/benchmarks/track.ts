import { Client } from 'pg';
import type { Benchmark, BenchmarkContext, Comparison } from '../findings';
import { alternate } from '../measure/sample';
import { registerShipments, type Shipment, untilShown } from '../processes/commands';
import type { Stack } from '../processes/stack';
import type { Worker } from '../processes/worker';
import type { RouteJob, RouteResult } from '../workers/bare-route';
import { comparison, type Loader, loadSample, newRun, STREAMS, withStack, withWorker } from './support';

const CONNECTIONS = 64;
const ROUNDS = 4;
const ROUND_MS = 2_500;
const AIM = 0.6;
/** Default of DATABASE_POOL_SIZE. */
const POOL_SIZE = 10;

/** Shipments with a life that customers look at. */
async function fill(stack: Stack): Promise<Shipment[]> {
  const projector = stack.startProjector();
  const shipments = await registerShipments(stack, 's', STREAMS);
  const subjects = shipments.map(({ shipmentId }) => `shipment:${shipmentId}`);
  const position = await withWorker('http-load', async (loader: Loader) => {
    const plan = { kind: 'batch', subjects, run: newRun(), size: 100, spread: 50, mixed: true } as const;
    const { output } = await loader.run({ target: stack.target, plan, connections: 4, forMs: 60_000, requests: (STREAMS * 20) / 100 });
    return output.position;
  });
  await untilShown(stack, position);
  await projector.stop();
  return shipments;
}

/** The very bodies that Waybill answers with, one row each, for the bare route. */
async function storePages(stack: Stack, shipments: readonly Shipment[]): Promise<void> {
  const database = new Client(stack.databaseUrl);
  await database.connect();
  await database.query('create table public.bench_page (key text primary key, body text not null, etag text not null)');
  for (const { trackingToken } of shipments) {
    const answer = await fetch(`${stack.url}/v1/track/${trackingToken}`);
    if (answer.status !== 200) throw new Error(`a tracking link answered ${answer.status}`);
    const row = [trackingToken, await answer.text(), answer.headers.get('etag')];
    await database.query('insert into public.bench_page values ($1, $2, $3)', row);
  }
  await database.query('analyze public.bench_page');
  await database.end();
}

async function measure(
  context: BenchmarkContext,
  stack: Stack,
  loader: Loader,
  route: Worker<RouteJob, RouteResult>,
): Promise<Comparison[]> {
  context.say('preparing shipments and their pages');
  const shipments = await fill(stack);
  await storePages(stack, shipments);
  const sql = 'select body, etag from public.bench_page where key = $1';
  const { output } = await route.run({ databaseUrl: stack.databaseUrl, poolSize: POOL_SIZE, sql });
  const { api, postgres } = stack.pids;
  const forMs = ROUND_MS * context.scale;
  const tokens = shipments.map(({ trackingToken }) => trackingToken);
  const get = (folder: string, port: number, pids: Record<string, number>) => () => {
    const plan = { kind: 'get', paths: tokens.map((token) => `${folder}/${token}`) } as const;
    return loadSample({ ...stack, target: { host: '127.0.0.1', port } }, loader, { plan, connections: CONNECTIONS, forMs }, { pids });
  };
  const sides = {
    product: get('/v1/track', stack.target.port, { api, postgres }),
    bare: get('/page', output.port, { route: route.pid, postgres }),
  };
  await alternate(1, sides);
  context.say(`${ROUNDS} rounds`);
  const samples = await alternate(ROUNDS, sides);
  const bareIs = `Fastify route, one primary-key select, pool of ${POOL_SIZE}`;
  const title = `Customer page, ${CONNECTIONS} connections`;
  return [comparison({ benchmark: 'track', title, unit: 'request', bareIs, aim: AIM }, samples.product, samples.bare)];
}

/** A customer's query against the least that could answer it. */
export const track: Benchmark = {
  name: 'track',
  title: `GET /v1/track/{token}, ${CONNECTIONS} connections, ${STREAMS} tokens`,
  run: (context) =>
    withStack(context, (stack) =>
      withWorker('http-load', (loader: Loader) =>
        withWorker('bare-route', (route: Worker<RouteJob, RouteResult>) => measure(context, stack, loader, route)),
      ),
    ),
};
