import { setTimeout as pause } from 'node:timers/promises';
import { EventLog } from '@waybill/event-store';
import { type PartName, type RunningWaybill, startWaybill } from '../support/waybill';
import { copiesOf, keyOf, notOnce, readStored } from './checkers/once';
import { Client } from './client';
import { Chance } from './harness/chance';
import { compareWithRebuild, projectionsOf } from './harness/databases';
import { populate, worldOf } from './harness/senders';
import { until } from './harness/waiting';
import { type Sent, traffic } from './traffic';

/** P1 and P4 with senders that keep no order: reports shuffled, a third of them delivered twice, singly or in batches; parts killed in turn. */
const EVENTS = 5_000;
const KILLS = 10;
const SENDERS = 16;
const SEED = Number(process.env.WAYBILL_SEED ?? Date.now() % 1_000_000);
const VICTIMS: readonly PartName[] = ['api', 'projector', 'eventNode', 'postgres'];

jest.setTimeout(240_000);

const chance = new Chance(SEED);
const world = worldOf('KILL', 24, 3, Date.now() - 6 * 3_600_000, 500);
const reports = traffic(EVENTS, world, chance);
const acknowledged = new Set<string>();

let waybill: RunningWaybill;
let client: Client;
let log: EventLog;

beforeAll(async () => {
  waybill = await startWaybill();
  client = new Client(waybill.url, waybill.operatorKey);
  await populate(client, world);
});
afterAll(async () => {
  await log?.close();
  await waybill?.stop();
});

/** Every report at least once, in any order, singly or in small batches. */
function packets(): Sent[][] {
  const queue = chance.shuffled([...reports, ...reports.filter(() => chance.next() < 0.33)]);
  const packed: Sent[][] = [];
  while (queue.length > 0) packed.push(queue.splice(0, chance.next() < 0.5 ? 1 : 1 + chance.below(20)));
  return packed;
}

async function send(packet: readonly Sent[]): Promise<void> {
  const body = packet.map(({ event }) => event);
  const answer = await client.insist('POST', '/v1/events', body, 'application/cloudevents-batch+json');
  expect(answer.rejected).toBe(0);
  for (const { id } of body) acknowledged.add(id);
}

/** Kills a part each time another share of the traffic has been acknowledged. */
async function killInTurn(): Promise<void> {
  for (let n = 0; n < KILLS; n += 1) {
    await until('traffic', () => acknowledged.size >= (EVENTS * (n + 1)) / (KILLS + 2));
    await pause(chance.below(300));
    const victim = VICTIMS[n % VICTIMS.length] as PartName;
    const before = waybill.pids()[victim];
    waybill.kill(victim);
    await until(`${victim} runs again`, () => waybill.pids()[victim] !== before);
  }
}

/** Waits until reactors have done what follows from all of it; answers the end of the log. */
async function settled(): Promise<bigint> {
  const last = { ...reports[0]?.event, id: 'last', subject: 'shipment:KILL-23' };
  const { position } = await client.insist('POST', '/v1/events', last, 'application/cloudevents+json');
  await client.insist('GET', `/v1/shipments/KILL-23?minPosition=${position}&settled=true`);
  return (await log.head()).commit;
}

it(`loses nothing, keeps nothing twice and leaves the rows of a clean rebuild (WAYBILL_SEED=${SEED})`, async () => {
  const queue = packets();
  const sender = async (): Promise<void> => {
    for (let packet = queue.pop(); packet; packet = queue.pop()) await send(packet);
  };
  await Promise.all([killInTurn(), ...Array.from({ length: SENDERS }, sender)]);
  expect(acknowledged.size).toBe(EVENTS);
  log = EventLog.connect(waybill.addresses.eventStore);
  const end = await settled();
  const keys = reports.flatMap(({ event, streams }) => streams.map((stream) => keyOf(stream, event.source, event.id)));
  expect(notOnce(keys, copiesOf(await readStored(log)))).toEqual([]);
  const databaseUrl = waybill.addresses.databaseUrl as string;
  const processors = await projectionsOf(databaseUrl);
  const { differences, rows } = await compareWithRebuild(waybill.addresses.eventStore, databaseUrl, end, { processors });
  expect(rows).toBeGreaterThan(EVENTS);
  expect(differences).toEqual([]);
});
