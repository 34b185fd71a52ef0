import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadDatabase } from '@waybill/read-model';
import { addedByAttribution } from '../checkers/attribution';
import { auditCheckpoints, checkpointChanges, wrongChanges } from '../checkers/commits';
import { atTheEnd, cameToRest, compared, compareWithRebuild, openPatiently } from '../harness/databases';
import { Fleet, VISIT_EVENTS } from '../harness/fleet';
import { Owners, type Rival } from '../harness/owners';
import { test, type Verdict } from '../harness/profile';
import { type Stores, startStores } from '../harness/stores';
import type { Trial } from '../harness/trial';
import { quantile, seconds } from '../harness/waiting';

interface Figures {
  readonly freezes: number;
  /** Each so many freezes, a process is killed and a new one started. */
  readonly replaceEvery: number;
  readonly frozenMs: readonly [least: number, most: number];
  /** Thawed as soon as its share has been taken over, if that comes first. */
  readonly untilTaken?: true;
  readonly vehicles: number;
  /** Vehicles that report every two seconds. */
  readonly visits: number;
  /** Longest takeover, and longest until a new process has its share, from its start. A machine that runs tests side by side takes longer than what is promised. */
  readonly limitMs: number;
}
interface Progress {
  readonly freezes: number;
  readonly visits: number;
  readonly takeoversMs: readonly number[];
  readonly joinsMs: readonly number[];
  /** How long until a new process had worked off what there was for its share. */
  readonly followingMs: readonly number[];
}
type FencingTrial = Trial<Figures, Progress>;

const PROJECTORS = 3;
const PACE_MS = 2_000;

/** P5: of several projectors one owns a partition; one that was frozen and thawed commits nothing that is not its own any more. */
test<Figures, Progress>({
  name: 'fencing',
  promise: 'a projector that was frozen commits nothing, and others take over its share',
  // A lease lasts 6 s: at full figures freezes end before and after it has run out; the small one lasts until it has been taken over.
  ci: { freezes: 1, replaceEvery: 1, frozenMs: [25_000, 25_000], untilTaken: true, vehicles: 6, visits: 2, limitMs: 60_000 },
  full: { freezes: 50, replaceEvery: 10, frozenMs: [5_000, 40_000], vehicles: 60, visits: 2, limitMs: 10_000 },
  begin: { freezes: 0, visits: 0, takeoversMs: [], joinsMs: [], followingMs: [] },
  planned: ({ freezes, replaceEvery }) => ({ 'SIGSTOP projector': freezes, 'kill -9 projector': Math.floor(freezes / replaceEvery) }),
  async run(trial): Promise<Verdict> {
    const stores = await startStores(trial);
    const database = openPatiently(stores.postgres.url);
    trial.later(() => database.close());
    const owners = await Owners.begin(stores, database, PROJECTORS);
    trial.later(() => owners.killAll());
    if (trial.progress.visits === 0) await auditCheckpoints(database);
    const end = await freezeByTurns(trial, stores, database, owners);
    return verdict(trial, stores, database, end);
  },
});

/** Events keep coming in while owners are frozen and thawed. Answers the end of the log. */
async function freezeByTurns(trial: FencingTrial, stores: Stores, database: ReadDatabase, owners: Owners): Promise<bigint> {
  const { log } = stores;
  const { freezes, vehicles, visits, replaceEvery } = trial.figures;
  const fleet = new Fleet(log, { seed: trial.seed, vehicles });
  if (trial.progress.visits === 0) await fleet.begin();
  let going = true;
  const appended = (async () => {
    for (let at = trial.progress.visits; going; at = trial.progress.visits) {
      await fleet.visit(at, visits);
      trial.progress = { ...trial.progress, visits: at + visits };
      await sleep(PACE_MS);
    }
  })();
  const stop = () => {
    going = false;
    return appended;
  };
  // What went wrong is told where it is awaited; what was begun is ended all the same.
  appended.catch(() => undefined);
  trial.later(() => stop().catch(() => undefined));
  for (let n = trial.progress.freezes; n < freezes; n += 1) {
    const takeoverMs = await freeze(trial, owners, n);
    trial.progress = { ...trial.progress, takeoversMs: [...trial.progress.takeoversMs, ...(takeoverMs === undefined ? [] : [takeoverMs])] };
    if ((n + 1) % replaceEvery === 0) await replace(trial, owners, n);
    trial.save({ ...trial.progress, freezes: n + 1 });
    if ((n + 1) % 5 === 0) trial.say(`${n + 1} freezes, ${trial.progress.visits * VISIT_EVENTS} events, ${trial.minutes.toFixed(1)} min`);
  }
  await stop();
  await cameToRest(database, log);
  await owners.killAll();
  return atTheEnd(stores, database);
}

/** Freezes the owner of some partition. Answers how long its share had no owner; undefined when it thawed before that was over. */
async function freeze(trial: FencingTrial, owners: Owners, n: number): Promise<number | undefined> {
  const chance = trial.chance('freeze', n);
  await owners.untilShared();
  const owner: Rival = chance.pick(owners.rivals);
  const lost = owners.untilTakenFrom(owner);
  owner.process.signal('SIGSTOP');
  trial.fault('SIGSTOP projector');
  const { frozenMs, untilTaken } = trial.figures;
  const enough = new AbortController();
  const thawed = sleep(chance.between(...frozenMs), undefined, { signal: enough.signal }).catch(() => undefined);
  const takeoverMs = await Promise.race([lost.done, thawed]);
  if (untilTaken) enough.abort();
  await thawed;
  owner.process.signal('SIGCONT');
  lost.giveUp();
  return takeoverMs;
}

/** Kills one and starts another: how long until that one has its share, and until it lags no more. */
async function replace(trial: FencingTrial, owners: Owners, n: number): Promise<void> {
  await owners.untilShared();
  await owners.kill(trial.chance('replace', n).pick(owners.rivals));
  trial.fault('kill -9 projector');
  const { sharedMs, followingMs } = await owners.join();
  const { progress } = trial;
  trial.progress = { ...progress, joinsMs: [...progress.joinsMs, sharedMs], followingMs: [...progress.followingMs, followingMs] };
}

async function verdict(trial: FencingTrial, { node, postgres, log }: Stores, database: ReadDatabase, end: bigint): Promise<Verdict> {
  const changes = await checkpointChanges(database);
  const comparison = await compareWithRebuild(node.address, postgres.url, end);
  const afresh = await addedByAttribution(log);
  const { takeoversMs, joinsMs, followingMs, visits } = trial.progress;
  const { limitMs } = trial.figures;
  const [takeover, join] = [quantile(takeoversMs, 0.99), Math.max(...joinsMs)];
  const slow = [
    ...(takeover < limitMs ? [] : [`takeover p99 ${seconds(takeover)}, not under ${seconds(limitMs)}`]),
    ...(join < limitMs ? [] : [`a new process had its share after ${seconds(join)}, not under ${seconds(limitMs)}`]),
  ];
  const zombies = wrongChanges(changes);
  return {
    events: visits * VISIT_EVENTS,
    violations: [...zombies, ...slow, ...comparison.differences, ...afresh.added],
    measured: [
      `${zombies.length} zombie commits in ${changes.length} checkpoint changes`,
      `${takeoversMs.length} takeovers, p50 ${seconds(quantile(takeoversMs, 0.5))}, p99 ${seconds(takeover)}`,
      `a new process had its share within ${seconds(join)} and followed the log within ${seconds(Math.max(...followingMs))}`,
      compared(comparison),
      afresh.measured,
    ],
  };
}
