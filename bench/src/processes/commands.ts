import { until } from '../../../apps/standalone/src/waiting';
import type { Stack } from './stack';

async function send(stack: Stack, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${stack.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${stack.target.key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as Record<string, unknown>;
}

export interface Shipment {
  readonly shipmentId: string;
  readonly trackingToken: string;
  readonly position: string;
}

const ORIGIN = { name: 'Hamburg', latitude: 53.55, longitude: 9.99, unlocode: 'DEHAM' };
const DESTINATION = { name: 'Basel', latitude: 47.56, longitude: 7.59, unlocode: 'CHBSL' };
const AT_ONCE = 16;

async function inParallel<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < count; index = next++) results[index] = await work(index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}

/** Registers shipments named `<prefix>-<number>`. @param more what is said of each beside that */
export function registerShipments(stack: Stack, prefix: string, count: number, more = (_: number): object => ({})): Promise<Shipment[]> {
  return inParallel(count, async (index) => {
    const named = { shipmentId: `${prefix}-${index}`, reference: `PO-${index}` };
    const plan = { ...named, origin: ORIGIN, destination: DESTINATION, mode: 'road', ...more(index) };
    return (await send(stack, 'POST', '/v1/shipments', plan)) as unknown as Shipment;
  });
}

/** Puts shipments aboard a unit, an hour ago. */
export async function loadAboard(stack: Stack, shipmentIds: readonly string[], unit: string): Promise<void> {
  const at = new Date(Date.now() - 3_600_000).toISOString();
  await inParallel(shipmentIds.length, (index) => send(stack, 'POST', `/v1/shipments/${shipmentIds[index]}/load`, { unit, at }));
}

/** Waits until queries show everything up to a position, however far behind they are. */
export async function untilShown(stack: Stack, position: string | null): Promise<void> {
  if (position === null) return;
  const shown = await until(() => isShown(stack, position), 120_000, 0);
  if (!shown) throw new Error(`queries did not reach position ${position} within two minutes`);
}

async function isShown(stack: Stack, position: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${stack.target.key}` };
  const answer = await fetch(`${stack.url}/v1/shipments?limit=1&minPosition=${position}`, { headers });
  await answer.arrayBuffer();
  if (answer.status !== 200 && answer.status !== 504) throw new Error(`a query answered ${answer.status}`);
  return answer.status === 200;
}
