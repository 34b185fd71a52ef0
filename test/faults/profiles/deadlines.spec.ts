import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '@waybill/event-store';
import { exceptionsStream, formatInstant, type StoredEvent } from '@waybill/events';
import type { ReadDatabase } from '@waybill/read-model';
import { type RunningProjector, startProjector } from '../../support/projector';
import { registered, STORY_START, type StoryEvent, scan, tell } from '../../support/shipment-story';
import { eventsOf } from '../../support/stored-events';
import { ShiftedClock } from '../harness/clock';
import { openPatiently } from '../harness/databases';
import { test, type Verdict } from '../harness/profile';
import { type Stores, startStores } from '../harness/stores';
import type { Trial } from '../harness/trial';
import { seconds, until } from '../harness/waiting';

interface Figures {
  /** Each falls due while no projector runs. */
  readonly shipments: number;
  readonly kills: number;
}
interface Progress {
  readonly kills: number;
  /** When all of them are due; 0 before they were registered. */
  readonly due: number;
}
type DeadlineTrial = Trial<Figures, Progress>;

const LONGEST_DELAY_MS = 40;
/** How far ahead they fall due. Projectors that start later go by a clock that is so much ahead, so that nothing has to be quick, or waited for. */
const AHEAD_MS = 60 * 60_000;
const LATE = 'dev.waybill.shipment-late.v1';

/** P13: durable deadlines. What fell due during a stop of any length is raised, from its own time, once, through kills at any step. */
test<Figures, Progress>({
  name: 'deadlines',
  promise: 'what fell due while no projector ran is raised, each once and from its own time, through kills at any step',
  ci: { shipments: 40, kills: 3 },
  full: { shipments: 1_000, kills: 40 },
  begin: { kills: 0, due: 0 },
  planned: ({ kills }) => ({ 'kill -9 projector': kills }),
  async run(trial): Promise<Verdict> {
    const stores = await startStores(trial);
    const database = openPatiently(stores.postgres.url);
    trial.later(() => database.close());
    if (trial.progress.due === 0) await takeNote(trial, stores, database);
    const { due } = trial.progress;
    await killByTurns(trial, stores);
    const raisedMs = await raiseTheRest(trial, stores, database);
    const all = await Promise.all(idsOf(trial).map(async (id) => [id, await stepsOf(stores.log, id)] as const));
    return {
      events: all.length,
      violations: all.flatMap(([id, steps]) => violationsOf(id, steps, due)),
      measured: [`all raised within ${seconds(raisedMs)} of the last start`],
    };
  },
});

const idsOf = ({ figures }: DeadlineTrial): string[] => Array.from({ length: figures.shipments }, (_, i) => `QUIET-${i}`);
const storyMinute = (time: number): number => (time - STORY_START) / 60_000;

/** Picked up a minute ago, and expected at a time. */
const story = (shipmentId: string, due: number): StoryEvent[] => [
  registered(shipmentId, { mode: 'road', plannedArrival: formatInstant(due) }),
  scan({ shipmentId, at: storyMinute(Date.now()) - 1, milestone: 'PICKED_UP' }),
];

/** @param shiftMs how far its clock is ahead */
async function begin(trial: DeadlineTrial, { node, postgres }: Stores, shiftMs: number): Promise<RunningProjector> {
  const clock = new ShiftedClock(path.join(trial.folder, 'clock'), shiftMs);
  const address = { eventStoreUrl: node.address, databaseUrl: postgres.url };
  const projector = await startProjector({ ...address, processors: ['detection'], settings: clock.env });
  trial.later(() => projector.kill());
  return projector;
}

/** Registers all of them, and stops once every deadline is kept. */
async function takeNote(trial: DeadlineTrial, stores: Stores, database: ReadDatabase): Promise<void> {
  const projector = await begin(trial, stores, 0);
  const due = Date.now() + AHEAD_MS;
  await tell(
    stores.log,
    idsOf(trial).flatMap((id) => story(id, due)),
  );
  const kept = `select count(*)::int as count from waybill.deadline where processor = 'detection'`;
  const count = async () => (await database.query<{ count: number }>(kept))[0]?.count;
  await until('every deadline is kept', async () => (await count()) === trial.figures.shipments);
  await projector.kill();
  trial.save({ ...trial.progress, due });
}

/** Killed soon after something more was raised, or, when all has been raised, soon after its start. */
async function killByTurns(trial: DeadlineTrial, stores: Stores): Promise<void> {
  for (let n = trial.progress.kills; n < trial.figures.kills; n += 1) {
    const before = (await stores.log.head()).commit;
    const isLeft = (await quiet(trial, stores.log)) > 0;
    const projector = await begin(trial, stores, AHEAD_MS);
    if (isLeft) await until('more has been raised', async () => (await stores.log.head()).commit > before);
    await sleep(trial.chance('kill', n).below(LONGEST_DELAY_MS));
    await projector.kill();
    trial.fault('kill -9 projector');
    trial.save({ ...trial.progress, kills: n + 1 });
  }
}

/** The last one is left to itself. Answers how long it took until all had been raised and passed. */
async function raiseTheRest(trial: DeadlineTrial, stores: Stores, database: ReadDatabase): Promise<number> {
  const began = performance.now();
  await begin(trial, stores, AHEAD_MS);
  await until('all have been raised', async () => (await quiet(trial, stores.log)) === 0);
  const raisedMs = performance.now() - began;
  const end = await tell(stores.log, [registered(`LAST-${Date.now()}`)]);
  const passed = `select min(commit_position) as at from waybill.checkpoint where processor = 'detection'`;
  await until('the end of the log is passed', async () => BigInt((await database.query<{ at: string }>(passed))[0]?.at ?? -1) >= end);
  return raisedMs;
}

const stepsOf = (log: EventLog, shipmentId: string) => eventsOf(log, exceptionsStream(shipmentId));

/** Shipments of which nothing has been said. */
const quiet = async (trial: DeadlineTrial, log: EventLog): Promise<number> =>
  (await Promise.all(idsOf(trial).map((id) => stepsOf(log, id)))).filter((steps) => steps.length === 0).length;

function violationsOf(shipmentId: string, steps: readonly StoredEvent[], due: number): string[] {
  const [first, ...more] = steps;
  if (first?.type !== LATE || more.length > 0)
    return [`${shipmentId}: ${steps.map(({ type }) => type).join(', ') || 'nothing'} was raised`];
  const { since, raisedAt } = first.data;
  if (since === due && raisedAt === due) return [];
  return [`${shipmentId}: since ${formatInstant(since)}, raised at ${formatInstant(raisedAt)}, not ${formatInstant(due)}`];
}
