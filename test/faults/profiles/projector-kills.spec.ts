import { setTimeout as sleep } from 'node:timers/promises';
import { LiveReadModels, type Queryable } from '@waybill/read-model';
import { type RunningProjector, startProjector } from '../../support/projector';
import { addedByAttribution } from '../checkers/attribution';
import { copiesOf, notOnce, readStored } from '../checkers/once';
import { predictionsNotAsAfresh } from '../checkers/predictions';
import { atTheEnd, cameToRest, compared, compareWithRebuild, openPatiently, PROJECTIONS } from '../harness/databases';
import { Fleet, VISIT_EVENTS } from '../harness/fleet';
import { test, type Verdict } from '../harness/profile';
import { type Stores, startStores } from '../harness/stores';
import type { Trial } from '../harness/trial';
import { until } from '../harness/waiting';

interface Figures {
  readonly kills: number;
  readonly vehicles: number;
  /** Vehicles that report between two kills. */
  readonly visits: number;
}
interface Progress {
  readonly kills: number;
}

const LONGEST_DELAY_MS = 300;

/** P4: rows and checkpoint are one transaction, so that a projector may be killed at any instant. */
test<Figures, Progress>({
  name: 'projector-kills',
  promise: 'a projector that is killed again and again leaves the rows of a clean rebuild',
  ci: { kills: 4, vehicles: 8, visits: 4 },
  full: { kills: 200, vehicles: 2_000, visits: 25 },
  begin: { kills: 0 },
  planned: ({ kills }) => ({ 'kill -9 projector': kills }),
  async run(trial): Promise<Verdict> {
    const stores = await startStores(trial);
    const { end, predictions } = await hurt(trial, stores);
    const comparison = await compareWithRebuild(stores.node.address, stores.postgres.url, end);
    const afresh = await addedByAttribution(stores.log);
    // What reactors say is named after what brought it about: no exception, prediction or arrival is said twice. None is missed, either.
    const twice = notOnce([], copiesOf(await readStored(stores.log)));
    const { kills, visits } = trial.figures;
    return {
      events: kills * visits * VISIT_EVENTS,
      violations: [...comparison.differences, ...afresh.added, ...twice, ...predictions.wrong],
      measured: [compared(comparison), afresh.measured, predictions.measured],
    };
  },
});

/** Appends and kills by turns; the last projector is left to catch up, together with another one. Answers the end of the log, and what is wrong with predictions there. */
async function hurt(trial: Trial<Figures, Progress>, stores: Stores) {
  const { node, postgres, log } = stores;
  const { kills, vehicles, visits } = trial.figures;
  const fleet = new Fleet(log, { seed: trial.seed, vehicles });
  await fleet.begin();
  const database = openPatiently(postgres.url);
  trial.later(() => database.close());
  const reads = new LiveReadModels(database);
  let projector: RunningProjector | undefined;
  trial.later(() => projector?.kill());
  const another = () => startProjector({ eventStoreUrl: node.address, databaseUrl: postgres.url, awaitReady: false });
  const start = async () => {
    projector = await another();
  };
  await start();
  let end = (await log.head()).commit;
  for (let n = trial.progress.kills; n < kills; n += 1) {
    const chance = trial.chance('kill', n);
    const from = end;
    end = await fleet.visit(n * visits, visits);
    await passedSome(reads, projector as RunningProjector, from + BigInt(Math.floor(Number(end - from) * chance.next())));
    await sleep(chance.below(LONGEST_DELAY_MS));
    await projector?.kill();
    trial.fault('kill -9 projector');
    await start();
    trial.save({ kills: n + 1 });
    if ((n + 1) % 20 === 0) trial.say(`${n + 1} kills, ${(n + 1) * visits * VISIT_EVENTS} events, ${trial.minutes.toFixed(1)} min`);
  }
  const second = await another();
  trial.later(() => second.kill());
  await cameToRest(database, log);
  await until('every look that is due was taken', async () => (await overdue(database)) === 0, { limitMs: 900_000 });
  await cameToRest(database, log);
  await Promise.all([projector?.stop(), second.stop()]);
  const shipments = Array.from({ length: Math.min(vehicles, kills * visits) }, (_, vehicle) => Fleet.shipmentsOf(vehicle));
  const predictions = await predictionsNotAsAfresh(log, database, shipments.flat());
  return { end: await atTheEnd(stores, database), predictions };
}

/** Shipments that the reactor of predictions has to look at by now. */
async function overdue(database: Queryable): Promise<number> {
  const sql = `select count(*)::int as count from waybill.deadline where processor = 'eta' and due <= $1`;
  const [row] = await database.query<{ count: number }>(sql, [Date.now()]);
  return row?.count ?? 0;
}

/** Waits until it has come to some place of what was appended last. @throws when it ended by itself meanwhile */
async function passedSome(reads: LiveReadModels, projector: RunningProjector, mark: bigint): Promise<void> {
  const passed = async () => {
    if (projector.ended) throw new Error(`The projector ended by itself: ${projector.output().slice(-3_000)}`);
    return reads.asOf(PROJECTIONS).then(
      (asOf) => asOf >= mark,
      () => false,
    );
  };
  await until(`the projector at ${mark}`, passed, { limitMs: 900_000 });
}
