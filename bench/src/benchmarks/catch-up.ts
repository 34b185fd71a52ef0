import { Client } from 'pg';
import { until } from '../../../apps/standalone/src/waiting';
import type { Benchmark, BenchmarkContext, Comparison } from '../findings';
import { alternate, type Sample, sample } from '../measure/sample';
import { registerShipments } from '../processes/commands';
import type { Stack } from '../processes/stack';
import type { Worker } from '../processes/worker';
import type { ReadJob, ReadResult } from '../workers/bare-read';
import { comparison, type Loader, newRun, STREAMS, withStack, withWorker } from './support';

const EVENTS = 100_000;
const ROUNDS = 3;
const AIM = 0.4;
const POLL_MS = 20;
const LONGEST_MS = 180_000;

type Reader = Worker<ReadJob, ReadResult>;

/** Fills the log over the API. Answers its head. */
export async function fill({ say }: BenchmarkContext, stack: Stack, events: number): Promise<bigint> {
  say(`putting ${events} reports on ${STREAMS} shipments into the log`);
  const subjects = (await registerShipments(stack, 's', STREAMS)).map(({ shipmentId }) => `shipment:${shipmentId}`);
  return withWorker('http-load', async (loader: Loader) => {
    // Two reports per shipment and request: the log is as interleaved as that of a fleet that reports by turns.
    const plan = { kind: 'batch', subjects, run: newRun(), size: 100, spread: 50, mixed: true } as const;
    const { output } = await loader.run({ target: stack.target, plan, connections: 4, forMs: LONGEST_MS, requests: events / 100 });
    return BigInt(output.position ?? 0);
  });
}

/** True once a row says so; tables that are not there yet say nothing. */
async function says(database: Client, sql: string, ...values: unknown[]): Promise<boolean> {
  try {
    return (await database.query(sql, values)).rows[0]?.yes === true;
  } catch (error) {
    if ((error as { code?: string }).code === '42P01') return false;
    throw error;
  }
}

const STARTED = 'select count(*) > 0 and bool_and(owner is not null) as yes from waybill.lease where processor <> all($1::text[])';
const CAUGHT_UP = 'select count(*) > 0 and min(commit_position) >= $2 as yes from waybill.checkpoint where processor <> all($1::text[])';

/** A projector of its own on an empty database, from the moment it owns its partitions and opens its feed. @param off processors that do not run */
export async function build(stack: Stack, head: bigint, events: number, off: readonly string[] = []): Promise<Sample> {
  const databaseUrl = await stack.freshDatabase();
  const database = new Client(databaseUrl);
  await database.connect();
  const projector = stack.startProjector(databaseUrl);
  try {
    await until(() => says(database, STARTED, off), LONGEST_MS, POLL_MS);
    return await sample({ projector: projector.pid, postgres: stack.pids.postgres, eventNode: stack.pids.eventNode }, async () => {
      const start = performance.now();
      if (!(await until(() => says(database, CAUGHT_UP, off, head), LONGEST_MS, POLL_MS)))
        throw new Error('the projector did not catch up');
      return { count: events, ms: performance.now() - start };
    });
  } finally {
    await projector.stop();
    await database.end();
  }
}

function read(stack: Stack, reader: Reader): Promise<Sample> {
  return sample({ client: reader.pid, eventNode: stack.pids.eventNode }, async () => {
    const { output } = await reader.run({ endpoint: stack.endpoint });
    return { count: output.events, ms: output.ms };
  });
}

async function measure(context: BenchmarkContext, stack: Stack, reader: Reader): Promise<Comparison[]> {
  const head = await fill(context, stack, EVENTS * context.scale);
  const { count } = await read(stack, reader);
  context.say(`warm-up, then ${ROUNDS} rounds on a log of ${count} events`);
  const sides = { product: () => build(stack, head, count), bare: () => read(stack, reader) };
  const samples = await alternate(ROUNDS, sides);
  const title = `Read models from nothing, ${count} events, all processors`;
  const remarks = ['Each build is a new projector process on an empty database, so it pays for its own warm-up; the reader is warm.'];
  return [comparison({ benchmark: 'catch-up', title, unit: 'event', bareIs: 'readAll', aim: AIM, remarks }, samples.product, samples.bare)];
}

/** Building every read model from an empty database against merely reading the log. */
export const catchUp: Benchmark = {
  name: 'catch-up',
  title: 'A fresh database until every checkpoint has reached the head of the log',
  run: (context) => withStack(context, (stack) => withWorker('bare-read', (reader: Reader) => measure(context, stack, reader))),
};
