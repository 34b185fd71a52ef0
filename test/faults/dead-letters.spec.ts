import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { EventLog } from '@waybill/event-store';
import { formatInstant, storedEventId } from '@waybill/events';
import { createLogger, createMetrics, systemClock } from '@waybill/platform';
import {
  DeadLetterDesk,
  IDENTIFIERS,
  LiveReadModels,
  deadLetters as lettersIn,
  migrate,
  processorPartitions,
  ReadDatabase,
  SHIPMENTS,
} from '@waybill/read-model';
import type { ReactorDefinition } from '../../apps/projector/src/processor';
import { shipmentOf } from '../../apps/projector/src/projections/shipments/grouping';
import { Projector } from '../../apps/projector/src/projector';
import { type RunningApi, startApi } from '../support/api';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { httpClient, problem, type Send } from '../support/http';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';
import { dumpSchema } from '../support/read-model-dump';
import { minute, ping, registered, type StoryEvent, scan, tell } from '../support/shipment-story';
import { shownShipment } from '../support/shown-shipment';
import { freshDatabase } from './harness/databases';
import { until } from './harness/waiting';

/** Poison made on purpose: a rule of the table that one fix breaks. Dropping the rule is the fix. */
const POISON = 13.37;
const CLI = path.resolve(__dirname, '../../dist/apps/cli/src/main.js');
const BOTH = [SHIPMENTS, IDENTIFIERS];
const HEALTHY = 'HEALTHY';
/** What an operator discarded. */
const discarded: string[] = [];
/** Ends what a test runs in this process, also when it fails. */
let afterThis = async (): Promise<void> => {};

let postgres: TestPostgres;
let node: RunningEventNode;
let log: EventLog;
let databaseUrl: string;
let database: ReadDatabase;
let reads: LiveReadModels;
let api: RunningApi;
let operator: Send;
let projector: RunningProjector;

const open = (url: string): ReadDatabase => ReadDatabase.open(url, { poolSize: 3, statementTimeoutMs: 20_000 });
const start = (url = databaseUrl): Promise<RunningProjector> =>
  startProjector({ eventStoreUrl: node.address, databaseUrl: url, processors: BOTH });

async function passed(position: bigint, models = reads): Promise<void> {
  if (!(await models.waitFor({ position, processors: BOTH, timeoutMs: 30_000 }))) throw new Error(`Not reached: ${projector.output()}`);
}

const deadLetters = async (key: string) => (await operator(`/v1/dead-letters?processor=shipments&key=${key}&limit=200`)).body.items;
const order = (action: string, body: object) => operator(`/v1/dead-letters/${action}`, { body: { processor: SHIPMENTS, ...body } });
const free = (key: string) => until(`${key} is free`, async () => (await deadLetters(key)).length === 0);

const poison = (shipmentId: string, at: number): StoryEvent => ping({ shipmentId, at, latitude: POISON, longitude: 10 });
const spoil = () => database.query(`alter table shipments_v1.position add constraint poison check (latitude <> ${POISON}) not valid`);
const mend = () => database.query('alter table shipments_v1.position drop constraint poison');

/** `npm run dead-letters`, with what it wrote. */
async function deadLettersCommand(...args: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, PUBLIC_URL: api.url, OPERATOR_API_KEY: api.operatorKey, DATA_DIR: os.tmpdir() };
  const run = promisify(execFile)(process.execPath, [CLI, 'dead-letters', ...args], { env });
  return run.then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    ({ code, stderr }) => ({ code, output: stderr }),
  );
}

/** A piece of a shipment's journey, and of one that is never in trouble. */
const chapter = (shipmentId: string, from: number): StoryEvent[] =>
  [shipmentId, HEALTHY].flatMap((id) => [
    ...[0, 1, 2, 3].map((i) =>
      ping({ shipmentId: id, at: from + i, latitude: 50 + i / 100, longitude: 7, id: `${shipmentId} ${from + i}` }),
    ),
    scan({ shipmentId: id, at: from + 4, milestone: 'DEPARTED_HUB', id: `${shipmentId} ${from + 4}` }),
  ]);
const milestoneTime = async (shipmentId: string) => (await shownShipment(reads, shipmentId))?.lastMilestone?.time;

beforeAll(async () => {
  [postgres, node] = await Promise.all([startPostgres(), startEventNode()]);
  log = EventLog.connect(node.address);
  databaseUrl = await freshDatabase(postgres.url);
  database = open(databaseUrl);
  reads = new LiveReadModels(database);
  const address = { eventStoreUrl: node.address, databaseUrl };
  [projector, api] = await Promise.all([start(), startApi(address)]);
  operator = httpClient(api.url, api.operatorKey);
  await tell(
    log,
    [HEALTHY, 'RETRIED', 'DISCARDED', 'KILLED', 'STUCK', 'TYPED'].map((id) => registered(id)),
  );
});
afterAll(async () => {
  await afterThis();
  await Promise.all([projector?.kill(), api?.kill()]);
  await Promise.all([database?.close(), log?.close()]);
  await Promise.all([node?.stop(), postgres?.stop()]);
});

it('retries by command, in order, and goes on with what came behind', async () => {
  await spoil();
  await passed(await tell(log, [...chapter('RETRIED', 0), poison('RETRIED', 10), ...chapter('RETRIED', 20)]));
  const [failed, ...behind] = await deadLetters('RETRIED');
  expect([failed.error, behind.length]).toEqual([expect.stringContaining('poison'), 5]);
  expect(behind.map(({ error }: { error: unknown }) => error)).toEqual([null, null, null, null, null]);
  expect(await milestoneTime(HEALTHY)).toBe(formatInstant(minute(24)));

  const answers = await Promise.all([1, 2].map(() => order('retry', { key: 'RETRIED' })));
  expect(answers.map(({ status, body }) => [status, body])).toEqual(Array(2).fill([202, { state: 'requested', events: 6 }]));
  await until('the retry has failed', async () =>
    (await deadLetters('RETRIED')).every(({ request }: { request: unknown }) => request === null),
  );
  expect(await deadLetters('RETRIED')).toEqual([{ ...failed, retries: 1, retriedAt: expect.any(String) }, ...behind]);
  expect(await milestoneTime('RETRIED')).toBe(formatInstant(minute(4)));

  await mend();
  await tell(log, chapter('RETRIED', 30));
  await order('retry', { key: 'RETRIED' });
  const position = await tell(log, chapter('RETRIED', 40));
  await free('RETRIED');
  await passed(position);
  expect(await milestoneTime('RETRIED')).toBe(formatInstant(minute(44)));
  expect((await order('retry', { key: 'RETRIED' })).body).toMatchObject({ status: 404, type: problem('dead-letter-not-found') });
});

it('discards an event for good, and goes on with those behind it', async () => {
  await spoil();
  const bad = poison('DISCARDED', 10);
  await passed(await tell(log, [...chapter('DISCARDED', 0), bad, ...chapter('DISCARDED', 20)]));
  const other = await order('discard', { key: 'DISCARDED', eventId: storedEventId('urn:x', '1', 'y') });
  expect(other.body).toMatchObject({ status: 409, type: problem('conflict'), failing: bad.event.eventId });
  const wanted = { key: 'DISCARDED', eventId: bad.event.eventId, reason: 'a tracker that was never there' };
  expect((await order('discard', wanted)).status).toBe(202);
  await free('DISCARDED');
  expect((await order('discard', wanted)).body).toEqual({ state: 'discarded', events: 0 });
  expect(await database.query('select processor, event_id, actor, reason from waybill.discarded_event')).toEqual([
    { processor: SHIPMENTS, event_id: bad.event.eventId, actor: expect.any(String), reason: wanted.reason },
  ]);
  await mend();
  discarded.push(bad.event.eventId);
});

it('loses and repeats nothing when it is killed in the middle of a retry', async () => {
  await spoil();
  await passed(await tell(log, [...chapter('KILLED', 0), poison('KILLED', 10), ...chapter('KILLED', 20)]));
  await mend();
  await database.transaction(async (tx) => {
    // The retry comes as far as its first row, and is killed there.
    await tx.query('lock table shipments_v1.position in share row exclusive mode');
    await order('retry', { key: 'KILLED' });
    const stuck = `select from pg_stat_activity where application_name = 'waybill-projector' and wait_event_type = 'Lock'`;
    await until('the retry is stuck', async () => (await database.query(stuck)).length > 0);
    await projector.kill();
  });
  expect(await deadLetters('KILLED')).toHaveLength(6);
  projector = await start();
  await free('KILLED');
});

it('stops, and skips nothing, while an event cannot even be set aside', async () => {
  await spoil();
  await database.query('alter table waybill.dead_letter add constraint full_up check (false) not valid');
  const position = await tell(log, [poison('STUCK', 10), ...chapter('STUCK', 20)]);
  await until('it says why it stands', async () =>
    (await processorPartitions(database)).some(({ state, note }) => state === 'retrying' && note?.includes('full_up')),
  );
  await until('the other one goes on', async () => (await reads.asOf([IDENTIFIERS])) >= position);
  expect(await reads.asOf([SHIPMENTS])).toBeLessThan(position);
  await database.query('alter table waybill.dead_letter drop constraint full_up');
  await passed(position);
  expect(await deadLetters('STUCK')).toHaveLength(6);
  await mend();
  await order('retry', { key: 'STUCK' });
  await free('STUCK');
});

it('is listed and retried on the command line, which tells what came of it', async () => {
  await spoil();
  await passed(await tell(log, [poison('TYPED', 10), ...chapter('TYPED', 20)]));
  const { output } = await deadLettersCommand('list', '--key', 'TYPED');
  expect(output).toMatch(/^shipments {2}TYPED .* failed: .*poison.*\n(.* waits\n){5}$/);
  const failed = await deadLettersCommand('retry', SHIPMENTS, 'TYPED');
  expect(failed).toEqual({ code: 1, output: expect.stringMatching(/^It failed: .*poison/) });
  await mend();
  const retried = await deadLettersCommand('retry', SHIPMENTS, 'TYPED');
  expect(retried).toEqual({ code: 0, output: 'Retried: 6 events were handled, TYPED goes on.\n' });
});

it('passes over events of newer versions, and counts them', async () => {
  const { stream, event } = scan({ shipmentId: HEALTHY, at: 90, milestone: 'DEPARTED_HUB' });
  const newer = { stream, event: { ...event, type: 'dev.waybill.item-scanned.v2' } } as unknown as StoryEvent;
  await passed(await tell(log, [newer, scan({ shipmentId: HEALTHY, at: 91, milestone: 'ARRIVED_AT_HUB' })]));
  expect(await milestoneTime(HEALTHY)).toBe(formatInstant(minute(91)));
  const counted = /^projection_unknown_events_total\{.*processor="shipments".*\} [1-9]/m;
  await until('it is counted', async () => counted.test((await operator('/metrics')).text));
});

it('has the rows of a clean rebuild after all that, which skips what was discarded', async () => {
  const position = (await log.head()).commit;
  await passed(position);
  const url = await freshDatabase(postgres.url);
  const clean = open(url);
  await migrate(clean);
  for (const id of discarded) await clean.query(`insert into waybill.discarded_event values ('shipments', $1, 'operator')`, [id]);
  const builder = await start(url);
  await passed(position, new LiveReadModels(clean));
  expect(await dumpSchema(database, 'shipments_v1')).toEqual(await dumpSchema(clean, 'shipments_v1'));
  await builder.kill();
  await clean.close();
});

it('lets only operators decide, and says what is wrong with a request', async () => {
  const { body } = await operator('/v1/api-keys', { body: { name: 'desk', role: 'coordinator' } });
  const coordinator = httpClient(api.url, body.key);
  expect((await coordinator('/v1/dead-letters/retry', { body: { processor: SHIPMENTS, key: 'RETRIED' } })).status).toBe(403);
  expect((await order('retry', { key: '', more: 1 })).body.errors).toHaveLength(2);
  expect((await order('discard', { key: 'SHP-9' })).status).toBe(404);
});

it('hands a reactor its events again in order, and takes them out only when it is done with them', async () => {
  const url = await freshDatabase(postgres.url);
  const own = open(url);
  const seen: string[] = [];
  let [broken, busy] = [true, true];
  const sensitive: ReactorDefinition = {
    kind: 'reactor',
    name: 'sensitive',
    version: 1,
    types: ['dev.waybill.position-reported.v1'],
    keyOf: shipmentOf,
    create: () => ({
      async handle(events) {
        if (broken && events.some(({ data }) => (data as { latitude: number }).latitude === POISON)) throw new Error('cannot take it');
        seen.push(...events.map(({ stream, metadata }) => `${stream} ${metadata.id}`));
        const again = events.find(({ stream }) => stream === 'shipment-TOUCHY');
        // The first time it takes them it says that it is not done yet.
        if (broken || !again || !busy) return {};
        busy = false;
        return { pending: again.position };
      },
      interrupted() {},
    }),
  };
  const logger = createLogger({ service: 'test', level: 'silent' });
  const parts = {
    eventLog: log,
    database: own,
    patient: own,
    dropAfterMs: 60_000,
    goBackAfterMs: 60_000,
    logger,
    metrics: createMetrics('test'),
    clock: systemClock,
  };
  const inProcess = new Projector({ ...parts, known: [sensitive], chosen: [sensitive] });
  afterThis = async () => {
    await inProcess.stop();
    await own.close();
  };
  await inProcess.start();
  const others = new LiveReadModels(own);
  const caughtUp = async (position: bigint) =>
    expect(await others.waitFor({ position, processors: ['sensitive'], timeoutMs: 20_000 })).toBe(true);
  await caughtUp(await tell(log, [...chapter('TOUCHY', 0), poison('TOUCHY', 10), ...chapter('TOUCHY', 20)]));
  const mine = () => seen.filter((it) => it.startsWith('shipment-TOUCHY')).map((it) => it.slice('shipment-TOUCHY '.length));
  expect(mine()).toEqual([0, 1, 2, 3].map((at) => `TOUCHY ${at}`));
  expect(seen).toContain('shipment-HEALTHY TOUCHY 23');
  const desk = new DeadLetterDesk(own);
  broken = false;
  await desk.order({ action: 'retry', processor: 'sensitive', key: 'TOUCHY', actor: 'operator' });
  await until('the retry is over', async () => (await lettersIn(own, { key: 'TOUCHY' })).items.length === 0);
  await caughtUp(await tell(log, chapter('TOUCHY', 30)));
  const queued = ['ping 10', ...[20, 21, 22, 23].map((at) => `TOUCHY ${at}`)];
  expect(mine().slice(4)).toEqual([...queued, ...queued, ...[30, 31, 32, 33].map((at) => `TOUCHY ${at}`)]);
});
