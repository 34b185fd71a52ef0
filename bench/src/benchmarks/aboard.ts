import type { Benchmark, BenchmarkContext, Figure, Figures } from '../findings';
import { type Side, sideOf } from '../measure/comparison';
import { alternate } from '../measure/sample';
import { loadAboard, registerShipments } from '../processes/commands';
import type { Stack } from '../processes/stack';
import { type Loader, loadSample, newRun, withStack, withWorker } from './support';

const ABOARD = [1, 10, 200] as const;
const CONNECTIONS = 16;
const ROUNDS = 3;
const ROUND_MS = 2_500;

async function measure(context: BenchmarkContext, stack: Stack, loader: Loader): Promise<Figures[]> {
  context.say('loading vehicles');
  for (const count of ABOARD) {
    const shipments = await registerShipments(stack, `v${count}`, count);
    await loadAboard(
      stack,
      shipments.map(({ shipmentId }) => shipmentId),
      `vehicle:TRUCK-${count}`,
    );
  }
  const { pid: projector } = stack.startProjector();
  const pids = { ...stack.pids, projector };
  const ping = (count: number) => () => {
    const plan = { kind: 'single', subjects: [`vehicle:TRUCK-${count}`], run: newRun() } as const;
    return loadSample(stack, loader, { plan, connections: CONNECTIONS, forMs: ROUND_MS * context.scale }, { pids, settled: true });
  };
  const sides = Object.fromEntries(ABOARD.map((count) => [String(count), ping(count)]));
  await alternate(1, sides);
  context.say(`${ROUNDS} rounds`);
  const samples = await alternate(ROUNDS, sides);
  const rows = ABOARD.flatMap((count) => rowsOf(count, sideOf(samples[String(count)] ?? [])));
  const remarks = ['CPU is that of API, event node, projector and Postgres until every copy can be read.'];
  return [{ kind: 'figures', benchmark: 'aboard', title: 'A ping of a vehicle, by shipments aboard', rows, remarks }];
}

function rowsOf(count: number, { rate, cpuMicros }: Side): Figure[] {
  return [
    { what: `${count} aboard: pings`, value: rate, unit: '/s' },
    { what: `${count} aboard: events written (unit's own and copies)`, value: rate * (count + 1), unit: '/s' },
    { what: `${count} aboard: CPU per ping`, value: cpuMicros, unit: 'µs' },
    { what: `${count} aboard: CPU per event written`, value: cpuMicros / (count + 1), unit: 'µs' },
  ];
}

/** What a ping costs that concerns many shipments. */
export const aboard: Benchmark = {
  name: 'aboard',
  title: `POST /v1/events about a vehicle with ${ABOARD.join(', ')} shipments aboard, ${CONNECTIONS} connections, whole product`,
  run: (context) => withStack(context, (stack) => withWorker('http-load', (loader: Loader) => measure(context, stack, loader))),
};
