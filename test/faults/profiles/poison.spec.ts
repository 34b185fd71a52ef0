import { setTimeout as sleep } from 'node:timers/promises';
import { LiveReadModels, type ReadDatabase, SHIPMENTS } from '@waybill/read-model';
import { startApi } from '../../support/api';
import { startProjector } from '../../support/projector';
import { addedByAttribution } from '../checkers/attribution';
import { Client } from '../client';
import { caughtUp, compareWithRebuild, openPatiently, PROJECTIONS } from '../harness/databases';
import { Operator } from '../harness/dead-letters';
import { PoisonedFleet } from '../harness/poisoned-fleet';
import { test, type Verdict } from '../harness/profile';
import { startStores } from '../harness/stores';
import type { Trial } from '../harness/trial';
import { quantile, seconds } from '../harness/waiting';

interface Figures {
  readonly shipments: number;
  /** Of them; each gets five poison events. */
  readonly poisoned: number;
  /** Shipments that report at a time, twice a second. */
  readonly atOnce: number;
  /** Of healthy shipments, p99. A busy machine that runs tests side by side may take longer than what is promised. */
  readonly lagMs: number;
}
interface Progress {
  readonly steps: number;
  readonly lagsMs: readonly number[];
}
type PoisonTrial = Trial<Figures, Progress>;

const PACE_MS = 500;
const LOOK_MS = 50;

/** P9: a poison event stops its own shipment in its processor, and nothing else. */
test<Figures, Progress>({
  name: 'poison',
  promise: 'poison events stop their own shipments only, and leave no trace when they were retried after a fix, or discarded',
  ci: { shipments: 200, poisoned: 5, atOnce: 200, lagMs: 30_000 },
  full: { shipments: 20_000, poisoned: 200, atOnce: 250, lagMs: 5_000 },
  begin: { steps: 0, lagsMs: [] },
  planned: ({ poisoned }) => ({ 'poison event': poisoned * PoisonedFleet.PER_SHIPMENT }),
  async run(trial): Promise<Verdict> {
    const { node, postgres, log } = await startStores(trial);
    const addresses = { eventStoreUrl: node.address, databaseUrl: postgres.url };
    const database = openPatiently(postgres.url);
    trial.later(() => database.close());
    const projector = await startProjector({ ...addresses, processors: PROJECTIONS });
    trial.later(() => projector.kill());
    const fleet = new PoisonedFleet(log, trial.seed, trial.figures);
    const end = await poisonByTurns(trial, database, fleet);
    const others = await compareWithRebuild(node.address, postgres.url, end, { ignoring: PoisonedFleet.MARK });
    const api = await startApi(addresses);
    trial.later(() => api.kill());
    const operator = new Operator(new Client(api.url, api.operatorKey), database);
    const stopped = await operator.stopped();
    const discarded = await operator.discardAll(fleet.fates.discarded);
    await PoisonedFleet.mend(database);
    await operator.retryAll(fleet.fates.retried);
    const all = await compareWithRebuild(node.address, postgres.url, end, { prepare: (clean) => discardAsIn(database, clean) });
    const afresh = await addedByAttribution(log);
    const violations = [...others.differences, ...all.differences, ...afresh.added];
    return verdict(trial, violations, { stopped, discarded, rows: all.rows, attributed: afresh.measured });
  },
});

/** Answers the end of the log, when all has been handled or set aside. */
async function poisonByTurns(trial: PoisonTrial, database: ReadDatabase, fleet: PoisonedFleet): Promise<bigint> {
  const { shipments, atOnce } = trial.figures;
  const perTime = Math.ceil(shipments / atOnce);
  await caughtUp(database, await fleet.register());
  await PoisonedFleet.spoil(database);
  const lags = new Lags(new LiveReadModels(database));
  let end = -1n;
  for (let step = trial.progress.steps; step < perTime * PoisonedFleet.TIMES; step += 1) {
    const first = (step % perTime) * atOnce;
    const [position] = await Promise.all([
      fleet.report(Math.floor(step / perTime), first, Math.min(atOnce, shipments - first)),
      sleep(PACE_MS),
    ]);
    end = position;
    lags.add(position);
    if (step % 40 === 39) trial.say(`${step + 1} steps, ${trial.minutes.toFixed(1)} min`);
    trial.save({ steps: step + 1, lagsMs: [...trial.progress.lagsMs, ...lags.taken()] });
  }
  await caughtUp(database, end);
  trial.save({ ...trial.progress, lagsMs: [...trial.progress.lagsMs, ...(await lags.last())] });
  return end;
}

/** How long after an append the read models contain it. */
class Lags {
  private waiting: { readonly position: bigint; readonly since: number }[] = [];
  private done: number[] = [];
  private going = true;
  private readonly looking: Promise<void>;

  constructor(private readonly reads: LiveReadModels) {
    this.looking = this.look();
  }

  add(position: bigint): void {
    this.waiting.push({ position, since: performance.now() });
  }

  taken(): number[] {
    return this.done.splice(0);
  }

  async last(): Promise<number[]> {
    while (this.waiting.length > 0) await sleep(LOOK_MS);
    this.going = false;
    await this.looking;
    return this.taken();
  }

  private async look(): Promise<void> {
    while (this.going) {
      const asOf = await this.reads.asOf([SHIPMENTS]);
      const now = performance.now();
      this.done.push(...this.waiting.filter(({ position }) => position <= asOf).map(({ since }) => now - since));
      this.waiting = this.waiting.filter(({ position }) => position > asOf);
      await sleep(LOOK_MS);
    }
  }
}

/** What an operator has discarded stays out of a rebuild. */
async function discardAsIn(database: ReadDatabase, clean: ReadDatabase): Promise<void> {
  const rows = await database.query<Record<'processor' | 'event_id' | 'actor', string>>('select * from waybill.discarded_event');
  for (const { processor, event_id, actor } of rows) {
    await clean.query('insert into waybill.discarded_event (processor, event_id, actor) values ($1, $2, $3)', [processor, event_id, actor]);
  }
}

interface Findings {
  readonly stopped: readonly string[];
  readonly discarded: number;
  readonly rows: number;
  readonly attributed: string;
}

function verdict(trial: PoisonTrial, differences: readonly string[], { stopped, discarded, rows, attributed }: Findings): Verdict {
  const { shipments, poisoned, lagMs } = trial.figures;
  const poison = poisoned * PoisonedFleet.PER_SHIPMENT;
  for (let n = 0; n < poison; n += 1) trial.fault('poison event');
  const lag = quantile(trial.progress.lagsMs, 0.99);
  const wrongly = stopped.filter((key) => !key.startsWith(PoisonedFleet.MARK)).map((key) => `${key} was stopped without being poisoned`);
  const few = stopped.length === poisoned ? [] : [`${stopped.length} of ${poisoned} poisoned shipments were stopped`];
  const slow = lag < lagMs ? [] : [`healthy lag p99 ${seconds(lag)}, not under ${seconds(lagMs)}`];
  return {
    events: shipments * (PoisonedFleet.TIMES + 1) + poison,
    violations: [...wrongly, ...few, ...slow, ...differences],
    measured: [
      `healthy lag p50 ${seconds(quantile(trial.progress.lagsMs, 0.5))}, p99 ${seconds(lag)}`,
      `${discarded} events discarded, ${poison - discarded} retried after the fix`,
      `${rows.toLocaleString('en-US')} rows compared with a rebuild`,
      attributed,
    ],
  };
}
