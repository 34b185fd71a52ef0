import type { EventLog } from '@waybill/event-store';
import { copiesOf, keyOf, notOnce, outOfOrder, readStored } from '../checkers/once';
import type { Client } from '../client';
import { numberOf, type Sent, type World } from '../traffic';
import type { Chance } from './chance';

const SENDERS = 24;
/** How many of a hundred reports are delivered again later. */
const AGAIN = 0.05;
/** The same, where no order is kept. */
const TWICE = 0.33;
const MOST_IN_BATCH = 20;

/** Registers the shipments under a tracking number each, and puts them aboard. */
export async function populate(client: Client, world: World): Promise<void> {
  const place = { latitude: 50, longitude: 8 };
  const register = (shipmentId: string) => {
    const identifiers = [{ scheme: 'tracking-number', value: `dhl/${shipmentId}` }];
    return client.insist('POST', '/v1/shipments', { shipmentId, identifiers, origin: place, destination: place });
  };
  await Promise.all(world.shipmentIds.map(register));
  const at = new Date(world.start - 60_000).toISOString();
  const load = ([vehicle, shipmentIds]: [string, readonly string[]]) =>
    shipmentIds.map((id) => client.insist('POST', `/v1/shipments/${id}/load`, { unit: `vehicle:${vehicle}`, at }));
  await Promise.all(Object.entries(world.aboard).flatMap(load));
}

/** So many shipments, of which each vehicle carries some. */
export function worldOf(prefix: string, shipments: number, vehicles: number, start: number, stepMs: number): World {
  const shipmentIds = Array.from({ length: shipments }, (_, n) => `${prefix}-${n}`);
  const aboard = Array.from({ length: vehicles }, (_, n) => [`${prefix}-TRUCK-${n}`, shipmentIds.slice(n * 3, n * 3 + 3)] as const);
  return { shipmentIds, aboard: Object.fromEntries(aboard), start, stepMs };
}

/**
 * Sends reports until each is acknowledged: what is about one subject one after the other, different subjects side by side. Some are
 * delivered once more when others have been.
 */
export async function deliver(client: Client, reports: readonly Sent[], chance: Chance): Promise<void> {
  const lanes = Array.from({ length: SENDERS }, (): Sent[] => []);
  for (const report of reports) (lanes[laneOf(String(report.event.subject))] as Sent[]).push(report);
  const again = lanes.map((lane) => lane.filter(() => chance.next() < AGAIN));
  await Promise.all(
    lanes.map(async (lane, n) => {
      for (const report of [...lane, ...(again[n] as Sent[])]) await client.send(report);
    }),
  );
}

/** Sends every report at least once, a third of them twice, in any order, singly or in batches, until all are acknowledged. */
export async function deliverInAnyOrder(client: Client, reports: readonly Sent[], chance: Chance): Promise<void> {
  const queue = chance.shuffled([...reports, ...reports.filter(() => chance.next() < TWICE)]);
  const sender = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.splice(0, chance.next() < 0.5 ? 1 : 1 + chance.below(MOST_IN_BATCH)).map(({ event }) => event);
      const answer = await client.insist('POST', '/v1/events', batch, 'application/cloudevents-batch+json');
      if (answer.rejected !== 0) throw new Error(`rejected: ${JSON.stringify(answer)}`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

function laneOf(subject: string): number {
  let hash = 0;
  for (const char of subject) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) >>> 0;
  return hash % SENDERS;
}

/**
 * Everything that was acknowledged against the log: each once in each of its streams, with the time it was sent with, and in the order of
 * its sender where that is promised (copies of a vehicle's report may come later). Some may have been sent in any order.
 */
export async function logViolations(log: EventLog, inOrder: readonly Sent[], inAnyOrder: readonly Sent[] = []): Promise<string[]> {
  const acknowledged = [...inOrder, ...inAnyOrder];
  const ordered = new Set(inOrder.map(({ event }) => event.id));
  const sent = new Map(acknowledged.map((report) => [report.event.id, report]));
  const keys = acknowledged.flatMap(({ event, streams }) => streams.map((stream) => keyOf(stream, event.source, event.id)));
  const stored = await readStored(log);
  const ours = stored.filter(({ id }) => sent.has(id));
  const falsified = ours
    .filter(({ id, time }) => Date.parse(time) !== Date.parse(String(sent.get(id)?.event.time)))
    .map(({ stream, id, time }) => `${id} in ${stream} has another time than it was sent with: ${time}`);
  const first = ours.filter(({ stream, id }) => ordered.has(id) && sent.get(id)?.streams[0] === stream);
  const order = first.map(({ stream, subject, id }) => ({ stream, sender: subject, number: numberOf(id) }));
  return [...notOnce(keys, copiesOf(stored)), ...falsified, ...outOfOrder(order)];
}
