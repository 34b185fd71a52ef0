import type { Stack } from '../processes/stack';

const TICK_MS = 250;

/** Where shipments stand, as a grid: one corner, and how many degrees it is wide and high. */
export interface Area {
  readonly south: number;
  readonly west: number;
  readonly degrees: number;
}

/** Each shipment drives at a few metres a second from a place of its own: nothing about it is implausible. */
function positionOf(shipmentId: string, n: number, fleet: number, { south, west, degrees }: Area): object {
  const now = Date.now();
  const columns = Math.ceil(Math.sqrt(fleet));
  const index = n % fleet;
  const driven = Math.floor(n / fleet) / 50_000;
  return {
    specversion: '1.0',
    id: `${now}-${n}`,
    source: 'https://bench.example/fleet',
    type: 'dev.waybill.position-reported.v1',
    subject: `shipment:${shipmentId}`,
    time: new Date(now).toISOString(),
    data: {
      latitude: south + (degrees * Math.floor(index / columns)) / columns + driven,
      longitude: west + (degrees * (index % columns)) / columns + driven,
      speedKmh: 60,
      headingDegrees: n % 360,
    },
  };
}

/** What came of the changes so far: reports taken in, and batches refused since the machine is busy. */
export interface Sent {
  accepted: number;
  refused: number;
}

async function send(stack: Stack, events: readonly object[]): Promise<number> {
  const answer = await fetch(`${stack.url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.target.key}`, 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** Positions at a steady rate, each of another shipment, until it is ended. @param sent is counted on */
export async function change(
  stack: Stack,
  ids: readonly string[],
  { perSecond, area, ended }: { readonly perSecond: number; readonly area: Area; readonly ended: AbortSignal },
  sent: Sent = { accepted: 0, refused: 0 },
): Promise<void> {
  const each = (perSecond * TICK_MS) / 1_000;
  let next = 0;
  for (let due = performance.now(); !ended.aborted; due += TICK_MS) {
    const events = Array.from({ length: each }, () => positionOf(ids[next % ids.length] as string, next++, ids.length, area));
    const status = await send(stack, events);
    // A busy machine takes in less; how much came out is among the figures.
    if (status !== 202 && status !== 503 && status !== 429) throw new Error(`a batch answered ${status}`);
    if (status === 202) sent.accepted += each;
    else sent.refused += 1;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due + TICK_MS - performance.now())));
  }
}
