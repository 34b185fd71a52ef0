import { EventLog } from '@waybill/event-store';
import { exceptionsStream, formatInstant, type StoredEvent } from '@waybill/events';
import { ReadDatabase } from '@waybill/read-model';
import { type RunningEventNode, startEventNode } from '../../support/event-node';
import { startPostgres, type TestPostgres } from '../../support/postgres';
import { type RunningProjector, startProjector } from '../../support/projector';
import { registered, STORY_START, type StoryEvent, scan, tell } from '../../support/shipment-story';
import { isFull } from '../harness/profile';

const SHIPMENTS = isFull ? 1_000 : 100;
jest.setTimeout(60_000 + SHIPMENTS * 100);

let node: RunningEventNode;
let postgres: TestPostgres;
let log: EventLog;
let database: ReadDatabase;

beforeAll(async () => {
  [node, postgres] = await Promise.all([startEventNode(), startPostgres()]);
  log = EventLog.connect(node.address);
  database = ReadDatabase.open(postgres.url, { poolSize: 2 });
});
afterAll(async () => {
  await Promise.all([log?.close(), database?.close()]);
  await Promise.all([node?.stop(), postgres?.stop()]);
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}
const idOf = (i: number): string => `QUIET-${i}`;
const ids = Array.from({ length: SHIPMENTS }, (_, i) => idOf(i));
const storyMinute = (time: number): number => (time - STORY_START) / 60_000;

/** Picked up a minute ago, and due at a time. */
const story = (shipmentId: string, due: number): StoryEvent[] => [
  registered(shipmentId, { mode: 'road', plannedArrival: formatInstant(due) }),
  scan({ shipmentId, at: storyMinute(Date.now()) - 1, milestone: 'PICKED_UP' }),
];

const stepsOf = async (shipmentId: string): Promise<StoredEvent[]> => {
  const events: StoredEvent[] = [];
  for await (const event of log.read(exceptionsStream(shipmentId))) events.push(event);
  return events;
};
/** Shipments of which nothing has been said. */
const quiet = async (): Promise<number> => (await Promise.all(ids.map(stepsOf))).filter((steps) => steps.length === 0).length;
const dueCount = async (): Promise<number> => {
  const [row] = await database.query<{ count: number }>(
    `select count(*)::int as count from waybill.deadline where processor = 'detection'`,
  );
  return row?.count ?? 0;
};
const start = (): Promise<RunningProjector> =>
  startProjector({ eventStoreUrl: node.address, databaseUrl: postgres.url, processors: ['detection'] });

it('raises what fell due while it was down, each once and from its own time, through kills at any step', async () => {
  let projector = await start();
  const due = Date.now() + 8_000 + SHIPMENTS * 30;
  await tell(
    log,
    ids.flatMap((id) => story(id, due)),
  );
  await until(async () => (await dueCount()) === SHIPMENTS);
  await projector.kill();
  expect((await Promise.all(ids.map(stepsOf))).flat()).toEqual([]);
  await until(() => Date.now() > due);

  // Killed as soon as something more has been raised, again and again, and then left alone.
  for (let kills = 0; kills < 4 && (await quiet()) > 0; kills += 1) {
    const before = (await log.head()).commit;
    projector = await start();
    await until(async () => (await log.head()).commit > before);
    await projector.kill();
  }
  projector = await start();
  await until(async () => (await quiet()) === 0);
  const position = await tell(log, [registered('LAST')]);
  await until(async () => {
    const [row] = await database.query<{ at: string }>(
      `select min(commit_position) as at from waybill.checkpoint where processor = 'detection'`,
    );
    return BigInt(row?.at ?? -1) >= position;
  });
  const all = await Promise.all(ids.map(stepsOf));
  expect(all.map((steps) => steps.map(({ type }) => type))).toEqual(ids.map(() => ['dev.waybill.shipment-late.v1']));
  const times = all.map(([raised]) => raised?.data as { since: string; raisedAt: string });
  expect(new Set(times.map(({ since }) => since))).toEqual(new Set([formatInstant(due)]));
  expect(new Set(times.map(({ raisedAt }) => raisedAt))).toEqual(new Set([formatInstant(due)]));
  await projector.stop();
});
