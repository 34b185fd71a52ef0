import type { ReadDatabase } from '@waybill/read-model';
import { startApi } from '../../support/api';
import { startProjector } from '../../support/projector';
import { addedByAttribution } from '../checkers/attribution';
import { peakMemory } from '../checkers/memory';
import { Client } from '../client';
import { cameToRest, openPatiently, PROJECTIONS, passed } from '../harness/databases';
import { Fleet, VISIT_EVENTS } from '../harness/fleet';
import { test, type Verdict } from '../harness/profile';
import { Queries } from '../harness/queries';
import { startStores } from '../harness/stores';
import type { Trial } from '../harness/trial';
import { quantile, seconds, until } from '../harness/waiting';

interface Figures {
  readonly vehicles: number;
  readonly visits: number;
  readonly queriesPerSecond: number;
  /** Of each process of ours. */
  readonly memoryMb: number;
  /** Queries that may stay without an answer. A machine that runs tests side by side may be too busy to answer within two seconds. */
  readonly unanswered: number;
}
interface Progress {
  readonly visits: number;
}
type ReplayTrial = Trial<Figures, Progress>;

/** What came of building a processor anew. */
interface Build {
  readonly state: string;
  readonly note: string | null;
  readonly comparison: { readonly equal: boolean; readonly live: string; readonly rebuilt: string } | null;
}

const AT_ONCE = 25;
const BUILT_WITHIN_MS = 60 * 60_000;
const ENDED = ['live', 'done', 'failed', 'cancelled', 'retired'];

/** P8: read models are built anew and switched while they are being asked, and no answer is wrong or missing. */
test<Figures, Progress>({
  name: 'replay',
  promise: 'read models are rebuilt and switched under queries, and two rebuilds and the live tables are the same',
  ci: { vehicles: 6, visits: 12, queriesPerSecond: 10, memoryMb: 400, unanswered: 1_000 },
  full: { vehicles: 2_000, visits: 5_000, queriesPerSecond: 50, memoryMb: 400, unanswered: 0 },
  begin: { visits: 0 },
  planned: () => ({ verify: PROJECTIONS.length, replay: PROJECTIONS.length }),
  async run(trial): Promise<Verdict> {
    const { node, postgres, log } = await startStores(trial);
    const addresses = { eventStoreUrl: node.address, databaseUrl: postgres.url };
    const projector = await startProjector({ ...addresses, awaitReady: false });
    trial.later(() => projector.kill());
    const database = openPatiently(postgres.url);
    trial.later(() => database.close());
    await fill(trial, new Fleet(log, { seed: trial.seed, vehicles: trial.figures.vehicles }), database);
    const api = await startApi(addresses);
    trial.later(() => api.kill());
    await cameToRest(database, log);
    const client = new Client(api.url, api.operatorKey);
    const queries = new Queries(client, trial.chance('queries'), shipmentIds(trial), trial.figures.queriesPerSecond);
    const verified = await build(trial, client, 'verify');
    const began = performance.now();
    const replayed = await build(trial, client, 'replay');
    const replayMs = performance.now() - began;
    await queries.stop();
    const memory = memoryOf({ api: api.pid, projector: projector.pid, 'event node': node.pid });
    const afresh = await addedByAttribution(log);
    return verdict(trial, { verified, replayed, replayMs, queries, memory, afresh });
  },
});

const shipmentIds = ({ figures }: ReplayTrial): string[] =>
  Array.from({ length: figures.vehicles }, (_, vehicle) => Fleet.shipmentId(vehicle, vehicle % 10));

/** No faster than the processors follow, as a log comes about. */
async function fill(trial: ReplayTrial, fleet: Fleet, database: ReadDatabase): Promise<void> {
  await fleet.begin();
  for (let at = trial.progress.visits; at < trial.figures.visits; at += AT_ONCE) {
    const end = await fleet.visit(at, Math.min(AT_ONCE, trial.figures.visits - at));
    await passed(database, end);
    trial.save({ visits: at + AT_ONCE });
    if ((at / AT_ONCE) % 20 === 19) trial.say(`${(at + AT_ONCE) * VISIT_EVENTS} events, ${trial.minutes.toFixed(1)} min`);
  }
  trial.say(`the log is filled, ${trial.minutes.toFixed(1)} min`);
}

/** Builds all read models anew, side by side. */
async function build(trial: ReplayTrial, client: Client, purpose: 'verify' | 'replay'): Promise<Build[]> {
  return Promise.all(
    PROJECTIONS.map(async (name) => {
      const version = await requested(client, name, purpose);
      let last: Build | undefined;
      const ended = async () => {
        last = (await client.insist('GET', `/v1/processors/${name}/builds/${version}`)) as unknown as Build;
        return ENDED.includes(last.state);
      };
      await until(`${purpose} of ${name}`, ended, { limitMs: BUILT_WITHIN_MS, everyMs: 200 });
      trial.fault(purpose);
      trial.say(`${purpose} of ${name} is ${last?.state}, ${trial.minutes.toFixed(1)} min`);
      return last as Build;
    }),
  );
}

/** Number of a new build. One whose answer was lost is found among the builds. */
async function requested(client: Client, name: string, purpose: string): Promise<number> {
  const newest = async (): Promise<number> => {
    const { items } = await client.insist('GET', `/v1/processors/${name}/builds`);
    return (items as { version: number }[])[0]?.version ?? 0;
  };
  const before = await newest();
  let version = before;
  while (version === before) {
    await client.call('POST', `/v1/processors/${name}/replay`, { purpose }).catch(() => undefined);
    version = await newest();
  }
  return version;
}

const memoryOf = (pids: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, peakMemory(pid) ?? 0]));

interface Findings {
  readonly verified: readonly Build[];
  readonly replayed: readonly Build[];
  readonly replayMs: number;
  readonly queries: Queries;
  readonly memory: Readonly<Record<string, number>>;
  readonly afresh: Awaited<ReturnType<typeof addedByAttribution>>;
}

function verdict({ figures }: ReplayTrial, { verified, replayed, replayMs, queries, memory, afresh }: Findings): Verdict {
  const events = figures.visits * VISIT_EVENTS;
  const unfinished = [...verified, ...replayed]
    .filter(({ comparison }) => !comparison?.equal)
    .map(({ state, note }) => `${state}: ${note}`);
  const different = PROJECTIONS.filter((_, n) => digests(verified[n], replayed[n]).size !== 1).map((name) => `${name}: not one digest`);
  const unanswered = queries.unanswered > figures.unanswered ? [`${queries.unanswered} queries were not answered`] : [];
  const large = Object.entries(memory).filter(([, megabytes]) => megabytes >= figures.memoryMb);
  return {
    events,
    violations: [
      ...queries.wrongs,
      ...unanswered,
      ...unfinished,
      ...different,
      ...afresh.added,
      ...large.map(([name, megabytes]) => `${name} took ${megabytes} MB`),
    ],
    measured: [
      `replay of all read models in ${seconds(replayMs)}, ${Math.round(events / (replayMs / 1000))} events/s`,
      `${queries.asked} queries meanwhile and during the verification, ${queries.wrong} answers wrong or empty and ${queries.unanswered} missing, p99 ${Math.round(quantile(queries.tookMs, 0.99))} ms`,
      `most memory ${Object.entries(memory)
        .map(([name, megabytes]) => `${name} ${megabytes} MB`)
        .join(' and ')}`,
      'two rebuilds and the live tables compared by digest',
      afresh.measured,
    ],
  };
}

/** Of the live tables and of the rebuilt ones, as both builds found them. */
const digests = (...builds: readonly (Build | undefined)[]): Set<string | undefined> =>
  new Set(builds.flatMap((build) => [build?.comparison?.live, build?.comparison?.rebuilt]));
