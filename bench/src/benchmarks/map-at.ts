import type { Benchmark, BenchmarkContext, Figures } from '../findings';
import { registerShipments, untilShown } from '../processes/commands';
import type { Stack } from '../processes/stack';
import { withStack } from './support';

const SHIPMENTS = 200;
const FEW = 20;
const MANY = 200;
const HISTORY_MS = 20 * 3_600_000;
const ASKED = 40;
const MOST_RATIO = 1.5;
const BATCH = 500;

const headersOf = (stack: Stack) => ({ authorization: `Bearer ${stack.target.key}` });

/** The same journey for each, told by so many positions. */
const history = (ids: readonly string[], positions: number, start: number): object[] =>
  Array.from({ length: positions }, (_, n) =>
    ids.map((shipmentId, index) => ({
      specversion: '1.0',
      id: `${shipmentId}-${n}`,
      source: 'https://bench.example/past',
      type: 'dev.waybill.position-reported.v1',
      subject: `shipment:${shipmentId}`,
      time: new Date(start + (n * HISTORY_MS) / positions).toISOString(),
      data: { latitude: 45 + (5 * n) / positions, longitude: 5 + index / 100, speedKmh: 28 },
    })),
  ).flat();

/** @returns the position of the last */
async function tell(stack: Stack, events: readonly object[]): Promise<string | null> {
  let position: string | null = null;
  const headers = { ...headersOf(stack), 'content-type': 'application/cloudevents-batch+json' };
  for (let first = 0; first < events.length; first += BATCH) {
    const body = JSON.stringify(events.slice(first, first + BATCH));
    const answer = await fetch(`${stack.url}/v1/events`, { method: 'POST', headers, body });
    if (answer.status !== 202) throw new Error(`a batch answered ${answer.status}`);
    position = ((await answer.json()) as { readonly position: string }).position;
  }
  return position;
}

/** Milliseconds that the map of one carrier's shipments at a time takes. */
async function ask(stack: Stack, carrier: string, at: number): Promise<number> {
  const start = performance.now();
  const answer = await fetch(`${stack.url}/v1/map?carrier=${carrier}&at=${new Date(at).toISOString()}`, { headers: headersOf(stack) });
  const { points } = (await answer.json()) as { readonly points?: readonly unknown[] };
  if (points?.length !== SHIPMENTS) throw new Error(`the map answered ${answer.status}, with ${points?.length} points`);
  return performance.now() - start;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

async function measure({ say }: BenchmarkContext, stack: Stack): Promise<Figures[]> {
  stack.startProjector();
  const start = Date.now() - HISTORY_MS;
  for (const [carrier, positions] of [
    ['few', FEW],
    ['many', MANY],
  ] as const) {
    const shipments = await registerShipments(stack, carrier, SHIPMENTS, () => ({ carrier }));
    const ids = shipments.map(({ shipmentId }) => shipmentId);
    await untilShown(stack, await tell(stack, history(ids, positions, start)));
    say(`${SHIPMENTS} shipments with ${positions} positions each are shown`);
  }
  const few: number[] = [];
  const many: number[] = [];
  // In turn, so that what else the machine does is the same for both; somewhere else in the past each time.
  for (let n = 0; n < ASKED; n += 1) {
    const at = start + HISTORY_MS * ((n + 1) / (ASKED + 1));
    few.push(await ask(stack, 'few', at));
    many.push(await ask(stack, 'many', at));
  }
  const rows = [
    { what: `median with ${FEW} positions each`, value: median(few), unit: 'ms' },
    { what: `median with ${MANY} positions each`, value: median(many), unit: 'ms' },
    { what: 'ratio', value: median(many) / median(few), unit: '', below: MOST_RATIO },
  ];
  return [{ kind: 'figures', benchmark: 'map-at', title: TITLE, rows, remarks: [] }];
}

const TITLE = `The map of the past: ${SHIPMENTS} shipments, with ten times the history`;

/** Whether a look at the past costs the same however much history there is. */
export const mapAt: Benchmark = {
  name: 'map-at',
  title: TITLE,
  run: (context) => withStack(context, (stack) => measure(context, stack)),
};
