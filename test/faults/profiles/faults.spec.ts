import { EventLog } from '@waybill/event-store';
import { addedByAttribution } from '../checkers/attribution';
import { canCountFiles, leaks, openFiles } from '../checkers/leaks';
import { compareWithRebuild, projectionsOf } from '../harness/databases';
import { type Deployment, deploy } from '../harness/deployment';
import { DRILLS, type Drill, type Duration } from '../harness/drills';
import { test, type Verdict } from '../harness/profile';
import { deliver, logViolations, populate, worldOf } from '../harness/senders';
import type { Trial } from '../harness/trial';
import { seconds } from '../harness/waiting';
import { type Sent, traffic, type World } from '../traffic';

interface Figures {
  /** Each has a deployment of its own and injects every kind of fault once, in an order of its own. */
  readonly rounds: number;
  /** Reports that are sent during each fault. */
  readonly webhooks: number;
  readonly lasts: Duration;
}
interface Progress {
  readonly rounds: number;
  readonly healMs: readonly number[];
  readonly rows: number;
  readonly problems: readonly string[];
}
type FaultTrial = Trial<Figures, Progress>;

/** After a fault has gone, everything works again within this by itself. */
const HEALED_WITHIN_MS = 30_000;
/** Pools and keep-alive: no process of ours keeps more open than this beyond what it had. */
const MORE_FILES = 25;

/** P1, P3, P4, P11, P19, P20 and P22 under each kind of fault, while reports come in. */
test<Figures, Progress>({
  name: 'faults',
  promise: 'whatever breaks, no acknowledged report is lost, none counts twice, rows are right, and all heals by itself',
  ci: { rounds: 1, webhooks: 30, lasts: [300, 1_500] },
  full: { rounds: 4, webhooks: 500, lasts: [2_000, 15_000] },
  begin: { rounds: 0, healMs: [], rows: 0, problems: [] },
  planned: ({ rounds }) => Object.fromEntries(DRILLS.map(({ kind }) => [kind, rounds])),
  async run(trial): Promise<Verdict> {
    const { rounds, webhooks } = trial.figures;
    for (let n = trial.progress.rounds; n < rounds; n += 1) {
      const { healMs, rows, problems } = trial.progress;
      const done = await trial.part(() => round(trial, n));
      trial.say(`${n + 1} rounds, ${trial.minutes.toFixed(1)} min`);
      trial.save({
        rounds: n + 1,
        healMs: [...healMs, ...done.healMs],
        rows: rows + done.rows,
        problems: [...problems, ...done.problems],
      });
    }
    const { healMs, rows, problems } = trial.progress;
    return {
      events: rounds * webhooks * DRILLS.length,
      violations: problems,
      measured: [`healed within ${seconds(Math.max(...healMs))}`, `${rows.toLocaleString('en-US')} rows compared with a rebuild`],
    };
  },
});

interface Round {
  readonly healMs: number[];
  readonly rows: number;
  readonly problems: string[];
}

async function round(trial: FaultTrial, n: number): Promise<Round> {
  const deployment = await deploy(trial);
  const world = worldOf('FAULT', 40, 6, Date.now(), 20);
  await populate(deployment.client, world);
  const before = filesOf(deployment);
  const chance = trial.chance('drills', n);
  const sent: Sent[] = [];
  const healMs: number[] = [];
  const problems: string[] = [];
  for (const drill of chance.shuffled(DRILLS)) {
    const reports = traffic(trial.figures.webhooks, world, chance, sent.length);
    sent.push(...reports);
    problems.push(...(await carryOut(trial, deployment, drill, reports)));
    const healed = await untilHealed(deployment, world, `${drill.kind} ${n}`);
    healMs.push(healed);
    if (healed > HEALED_WITHIN_MS) problems.push(`${drill.kind}: all worked again only after ${seconds(healed)}`);
  }
  const judged = await judge(deployment, sent);
  return { healMs, rows: judged.rows, problems: [...problems, ...judged.problems, ...leaks(before, filesOf(deployment), MORE_FILES)] };
}

async function carryOut(trial: FaultTrial, deployment: Deployment, drill: Drill, reports: readonly Sent[]): Promise<string[]> {
  const chance = trial.chance(drill.kind, trial.progress.rounds);
  const reason = drill.unable?.(deployment);
  const work = deliver(deployment.client, reports, chance);
  if (reason) trial.skip(drill.kind, reason);
  const problems = reason ? [] : await drill.run(deployment, trial.figures.lasts, chance);
  if (!reason) trial.fault(drill.kind);
  await work;
  return problems;
}

/** How long, from now on, until a new report is taken in and can be read. */
async function untilHealed({ client }: Deployment, world: World, id: string): Promise<number> {
  const began = performance.now();
  const [shipmentId = ''] = world.shipmentIds;
  const [{ event }] = traffic(1, world, { next: () => 0.1, below: () => 0 } as never) as [Sent];
  const last = { ...event, id: `healed ${id}`, subject: `shipment:${shipmentId}` };
  const { position } = await client.insist('POST', '/v1/events', last, 'application/cloudevents+json');
  await client.insist('GET', `/v1/shipments/${shipmentId}?minPosition=${position}&settled=true`);
  return performance.now() - began;
}

async function judge({ direct }: Deployment, sent: readonly Sent[]): Promise<{ rows: number; problems: string[] }> {
  const log = EventLog.connect(direct.eventStoreUrl);
  try {
    const { commit } = await log.head();
    const processors = await projectionsOf(direct.databaseUrl);
    const wrong = await logViolations(log, sent);
    const { rows, differences } = await compareWithRebuild(direct.eventStoreUrl, direct.databaseUrl, commit, { processors });
    const { added } = await addedByAttribution(log);
    return { rows, problems: [...wrong, ...differences, ...added] };
  } finally {
    await log.close();
  }
}

function filesOf({ waybill, eventNode }: Deployment): Record<string, number> {
  if (!canCountFiles) return {};
  const { api, projector } = waybill.pids();
  return openFiles({ api, projector, 'event node': eventNode.process.pid });
}
