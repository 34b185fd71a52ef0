import { setTimeout as sleep } from 'node:timers/promises';
import { EventLog } from '@waybill/event-store';
import { type PartName, type RunningWaybill, startWaybill } from '../../support/waybill';
import { addedByAttribution } from '../checkers/attribution';
import { Client } from '../client';
import { compared, compareWithRebuild, projectionsOf } from '../harness/databases';
import { test, type Verdict } from '../harness/profile';
import { deliver, deliverInAnyOrder, logViolations, populate, worldOf } from '../harness/senders';
import type { Trial } from '../harness/trial';
import { until } from '../harness/waiting';
import { type Sent, traffic, type World } from '../traffic';

interface Figures {
  /** In each of them every victim is killed once. */
  readonly segments: number;
  readonly webhooks: number;
  /** Reports that are sent in any order beside them, in batches, a third of them twice. */
  readonly inAnyOrder: number;
  readonly victims: readonly PartName[];
}
interface Progress {
  readonly segments: number;
  /** Event time of the first report. */
  readonly start: number;
}
type WebhookTrial = Trial<Figures, Progress>;

/** Of the beginning of a segment: short, so that most of them are away together. */
const WITHIN_MS = 1_500;
const BACK_WITHIN_MS = 60_000;

/** P1, P4 and P19: what was answered 2xx is in its streams exactly once, and the rows are right, whatever is killed when. */
test<Figures, Progress>({
  name: 'webhook-kills',
  promise: 'a report that was answered 2xx is kept exactly once, whatever is killed when',
  ci: { segments: 2, webhooks: 200, inAnyOrder: 1_500, victims: ['api', 'projector', 'eventNode', 'postgres'] },
  full: { segments: 200, webhooks: 900, inAnyOrder: 100, victims: ['api', 'eventNode', 'postgres'] },
  begin: { segments: 0, start: 0 },
  planned: ({ segments, victims }) => Object.fromEntries(victims.map((victim) => [`kill -9 ${victim}`, segments])),
  async run(trial): Promise<Verdict> {
    const waybill = await startWaybill({ dataDir: trial.folderOf('waybill') });
    trial.later(() => waybill.stop());
    const client = new Client(waybill.url, waybill.operatorKey);
    if (trial.progress.start === 0) trial.save({ segments: 0, start: Date.now() });
    for (let n = trial.progress.segments; n < trial.figures.segments; n += 1) {
      if (n % GENERATION === 0) await begin(trial, client, n);
      await segment(trial, waybill, client, n);
      trial.save({ ...trial.progress, segments: n + 1 });
      if ((n + 1) % 10 === 0) trial.say(`${n + 1} segments, ${client.retries} retries, ${trial.minutes.toFixed(1)} min`);
    }
    return verdict(trial, waybill, client);
  },
});

/** Segments after which other shipments and vehicles take over: as on the road, none goes on for ever. */
const GENERATION = 10;
/** Between two reports. */
const STEP_MS = 10;
const worldFor = ({ progress }: WebhookTrial, n: number): World =>
  worldOf(`HOOK-${Math.floor(n / GENERATION)}`, 60, 6, progress.start, STEP_MS);
/** The number of the first report in any order: those in order have lower ones. */
const IN_ANY_ORDER = 250_000;
/** Who has no order: shipments and vehicles of their own. Reports count from number 0, and the first of these is of the same time. */
const otherWorldFor = ({ progress }: WebhookTrial, n: number): World =>
  worldOf(`KILL-${Math.floor(n / GENERATION)}`, 24, 3, progress.start - IN_ANY_ORDER * STEP_MS, STEP_MS);

const reportsOf = (trial: WebhookTrial, n: number): Sent[] => {
  const { webhooks } = trial.figures;
  return traffic(webhooks, worldFor(trial, n), trial.chance('traffic', n), n * webhooks);
};

const othersOf = (trial: WebhookTrial, n: number): Sent[] => {
  const { inAnyOrder } = trial.figures;
  return traffic(inAnyOrder, otherWorldFor(trial, n), trial.chance('other traffic', n), IN_ANY_ORDER + n * inAnyOrder);
};

async function begin(trial: WebhookTrial, client: Client, n: number): Promise<void> {
  for (const world of [worldFor(trial, n), otherWorldFor(trial, n)]) await populate(client, world);
}

/**
 * Some traffic, during which each victim is killed once, at a moment of its own: also while another one is away or just coming back. Ends
 * when all of it is acknowledged and all victims run again.
 */
async function segment(trial: WebhookTrial, waybill: RunningWaybill, client: Client, n: number): Promise<void> {
  const chance = trial.chance('kills', n);
  const kills = trial.figures.victims.map(async (victim) => {
    await sleep(chance.below(WITHIN_MS));
    await killAndAwait(waybill, victim);
    trial.fault(`kill -9 ${victim}`);
  });
  const others = trial.chance('other senders', n);
  await Promise.all([deliver(client, reportsOf(trial, n), chance), deliverInAnyOrder(client, othersOf(trial, n), others), ...kills]);
}

async function killAndAwait(waybill: RunningWaybill, victim: PartName): Promise<void> {
  const before = waybill.pids()[victim];
  waybill.kill(victim);
  const back = () => waybill.pids()[victim] !== before;
  await until(`${victim} runs again`, back, { limitMs: BACK_WITHIN_MS });
}

async function verdict(trial: WebhookTrial, waybill: RunningWaybill, client: Client): Promise<Verdict> {
  const log = EventLog.connect(waybill.addresses.eventStore);
  trial.later(() => log.close());
  await settle(trial, client);
  const each = <T>(of: (n: number) => T[]): T[] => Array.from({ length: trial.figures.segments }, (_, n) => of(n)).flat();
  const [inOrder, inAnyOrder] = [each((n) => reportsOf(trial, n)), each((n) => othersOf(trial, n))];
  const wrong = await logViolations(log, inOrder, inAnyOrder);
  const { commit } = await log.head();
  const databaseUrl = waybill.addresses.databaseUrl as string;
  const processors = await projectionsOf(databaseUrl);
  const comparison = await compareWithRebuild(waybill.addresses.eventStore, databaseUrl, commit, { processors });
  const afresh = await addedByAttribution(log);
  return {
    events: inOrder.length + inAnyOrder.length,
    violations: [...wrong, ...comparison.differences, ...afresh.added],
    measured: [compared(comparison), afresh.measured],
  };
}

/** Waits until reactors have done what follows from all of it. */
async function settle(trial: WebhookTrial, client: Client): Promise<void> {
  const [shipmentId] = worldFor(trial, 0).shipmentIds;
  const { event } = reportsOf(trial, 0)[0] as Sent;
  const last = { ...event, id: 'last', subject: `shipment:${shipmentId}` };
  const { position } = await client.insist('POST', '/v1/events', last, 'application/cloudevents+json');
  await client.insist('GET', `/v1/shipments/${shipmentId}?minPosition=${position}&settled=true`);
}
