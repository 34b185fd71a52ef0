import net from 'node:net';
import { type Cause, causeOf, detectionFactOf, etaFold, etaPlanOf, observedAt, outlookOf, recalculation, UNTRAINED } from '@waybill/domain';
import { asRead, etaStream, type Instant, lastOf, type ShipmentPlan, type StoredEvent } from '@waybill/events';
import { migrate, type ReadDatabase, registerProcessor, type Table } from '@waybill/read-model';
import { startPostgres, type TestPostgres } from '../../support/postgres';
import { minute, registered, type StoryEvent, scan } from '../../support/shipment-story';
import { freshDatabase, openPatiently } from '../harness/databases';
import { missing } from '../harness/profile';
import { auditCheckpoints, checkpointChanges, wrongChanges } from './commits';
import { leaks, openFiles } from './leaks';
import { peakMemory } from './memory';
import { keyOf, notOnce, outOfOrder } from './once';
import { notAsAfresh } from './predictions';
import { differingRows } from './rows';

/* A checker that finds nothing proves nothing unless it finds what was planted. */
describe('each acknowledged event once', () => {
  const keys = ['a', 'b', 'c'].map((id) => keyOf('shipment-1', 'https://carrier.example/', id));
  const [first = '', second = ''] = keys;
  const copies = (change: Record<string, number> = {}) =>
    new Map(Object.entries({ ...Object.fromEntries(keys.map((key) => [key, 1])), ...change }).filter(([, count]) => count > 0));

  it('is content with a whole log', () => expect(notOnce(keys, copies())).toEqual([]));
  it('finds a lost one', () => expect(notOnce(keys, copies({ [second]: 0 }))).toEqual([`lost: ${second}`]));
  it('finds one that stands twice', () => expect(notOnce(keys, copies({ [first]: 2 }))).toEqual([`stored 2 times: ${first}`]));
  it('finds an event that is stored twice and was never acknowledged', () =>
    expect(notOnce([], new Map([['x', 2]]))).toEqual(['stored 2 times: x']));
});

describe('the order of a sender', () => {
  const log = (...numbers: number[]) => numbers.map((number) => ({ stream: 'shipment-1', sender: 'truck', number }));
  it('is content with what stands in order, by whichever sender', () => {
    expect(outOfOrder([...log(1, 2, 5), { stream: 'shipment-1', sender: 'other', number: 3 }])).toEqual([]);
  });
  it('finds a swapped pair', () => expect(outOfOrder(log(1, 3, 2, 4))).toEqual(['out of order in shipment-1 of truck: 2 after 3']));
});

describe('the changes of checkpoints', () => {
  const change = (by: string, epoch: number, before: number, commit: number) => ({
    place: 'shipments v1/3',
    by,
    epoch: BigInt(epoch),
    before: BigInt(before),
    commit: BigInt(commit),
  });
  const taken = change('b', 2, 10, 10);
  const good = [change('a', 1, -1, -1), change('a', 1, -1, 10), taken, change('b', 2, 10, 20)];

  it('are right when each owner goes on where the one before ended', () => expect(wrongChanges(good)).toEqual([]));
  it.each([
    ['a zombie in its old epoch', change('a', 1, 10, 20), 'epoch 1 of a was committed after epoch 2 of b'],
    ['a zombie in the new epoch', change('a', 2, 10, 20), 'zombie commit of a in epoch 2 of b'],
    ['a step back', change('b', 2, 10, 5), 'went back from 10 to 5'],
    ['a gap', change('b', 2, 15, 20), 'a step from 15 although the one before had come to 10'],
  ])('show %s', (_, planted, words) => expect(wrongChanges([...good.slice(0, 3), planted]).join()).toContain(words));
});

describe('predictions, held against a fresh start', () => {
  const [shipmentId, now] = ['FLEET-1', minute(60) as Instant];
  const place = (stream: string, revision: number) => ({ stream, revision, position: BigInt(revision), preparePosition: BigInt(revision) });
  const expected = (at: number, hours: number): StoryEvent =>
    scan({ shipmentId, at: hours * 60, recorded: at, milestone: 'ETA_UPDATED', classifier: 'EST', id: `expected ${at}` });
  const story = [registered(shipmentId), expected(10, 300), expected(20, 500)];
  const facts = story.map(({ stream, event }, n) => asRead(event, place(stream, n)));

  /** What the reactor says when it looks as soon as so many facts are there, and again. */
  function saidAfter(...counts: readonly number[]): StoredEvent[] {
    const [stream, said]: [string, StoredEvent[]] = [etaStream(shipmentId), []];
    for (const count of counts) {
      const known = facts.slice(0, count);
      const { recordedTime: asOf } = lastOf(known);
      const plan = etaPlanOf({ ...story[0]?.event.data } as ShipmentPlan);
      const seen = known.flatMap((event) => detectionFactOf(event) ?? []);
      const outlook = outlookOf(observedAt(seen, plan, asOf), plan, UNTRAINED, asOf);
      const why = { shipmentId, cause: causeOf(lastOf(known)) as Cause, byClock: false, asOf };
      const event = recalculation(said.reduce(etaFold.evolve, etaFold.initial(stream)), outlook, why);
      if (event) said.push(asRead(event, place(stream, said.length)));
    }
    return said;
  }
  const wrong = (said: readonly StoredEvent[], due?: number) => notAsAfresh({ shipmentId, facts, said, due }, UNTRAINED, now).join();

  it('are right when each cause was answered, and when the last one is looked at soon', () => {
    expect(wrong(saidAfter(2, 3), now)).toBe('');
    expect(wrong(saidAfter(3), now)).toBe('');
    expect(wrong(saidAfter(2), now)).toBe('');
  });
  it('lack a cause that was missed', () => expect(wrong(saidAfter(2))).toContain('was not answered'));
  it('lack all of a shipment of which nothing was said', () => expect(wrong([])).toContain('was not answered'));
  it('lack the next look', () => expect(wrong(saidAfter(2, 3))).toContain('is not looked at again'));
  it('stand in the wrong order', () => expect(wrong(saidAfter(3, 2), now)).toContain('after a later cause'));
  it('say what does not follow from the facts', () => {
    const [first, second] = saidAfter(2, 3);
    if (!first || second?.type !== 'dev.waybill.eta-recalculated.v1') throw new Error('nothing was predicted');
    const planted = { ...second, data: { ...second.data, p50: (second.data.p50 + 1) as Instant } };
    expect(wrong([first, planted], now)).toContain('and not');
  });
});

describe('open files and sockets', () => {
  it('show a leaked socket', async () => {
    const server = net.createServer().listen(0);
    const before = openFiles({ self: process.pid });
    const sockets = Array.from({ length: 30 }, () => net.connect((server.address() as net.AddressInfo).port));
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    expect(leaks(before, openFiles({ self: process.pid }), 2)).toEqual([expect.stringContaining('self has')]);
    for (const socket of sockets) socket.destroy();
    server.close();
    expect(leaks(before, before, 0)).toEqual([]);
  });
});

it('the most memory of a process is told', () => {
  const megabytes = peakMemory(process.pid);
  expect(megabytes).toBeGreaterThanOrEqual(Math.floor(process.memoryUsage.rss() / 1_000_000));
});

it('faults that were planned and did not happen are told', () => {
  expect(missing({ kill: 2, freeze: 1 }, { kill: 1, freeze: 1 })).toEqual(['kill: 1 of 2 planned faults were injected']);
});

describe('in a database', () => {
  const build = { name: 'shipments', definition: 1, kind: 'projection' as const };
  const thing: Table = {
    name: 'thing',
    columns: {
      id: { type: 'int', isNullable: false },
      note: { type: 'jsonb', isNullable: true },
      place: { type: 'float8', isNullable: true },
    },
    key: ['id'],
    about: 'id::text',
  };
  let postgres: TestPostgres;
  const open: ReadDatabase[] = [];

  const filled = async (name: string): Promise<ReadDatabase> => {
    const database = openPatiently(await freshDatabase(postgres.url, name));
    open.push(database);
    await migrate(database);
    await registerProcessor(database, { ...build, tables: [thing] });
    await database.query(`insert into shipments_v1.thing select n, jsonb_build_object('n', n), n / 3.0 from generate_series(1, 5000) n`);
    return database;
  };

  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(async () => {
    await Promise.all(open.map((database) => database.close()));
    await postgres.stop();
  });

  it('rows are compared whatever their order, and one wrong, lacking or repeated row is named', async () => {
    const [live, clean] = [await filled('one'), await filled('other')];
    await live.query('update shipments_v1.thing set note = note where id < 100');
    expect(await differingRows(live, clean)).toEqual({ differences: [], rows: 5000 });
    await live.query('update shipments_v1.thing set place = place + 1e-12 where id = 7');
    const { differences } = await differingRows(live, clean);
    expect(differences).toHaveLength(2);
    expect(differences.join()).toContain('(7,');
    await live.query('update shipments_v1.thing set place = 7 / 3.0 where id = 7');
    await clean.query('delete from shipments_v1.thing where id = 9');
    expect((await differingRows(live, clean)).differences).toEqual([expect.stringContaining('only the live one has (9,')]);
  });

  it('the audit tells for each partition whose commit it was', async () => {
    const database = await filled('audited');
    await auditCheckpoints(database);
    const step = (set: string) => database.query(`update waybill.checkpoint set ${set} where partition = 0`);
    await step('epoch = 1');
    await step('commit_position = 10');
    await step('epoch = 2');
    expect(wrongChanges(await checkpointChanges(database))).toEqual([]);
    await step('commit_position = 20, epoch = 1');
    expect(wrongChanges(await checkpointChanges(database))).toEqual(Array(16).fill(expect.stringContaining('was committed after epoch 2')));
    expect((await checkpointChanges(database)).map(({ by }) => by)).toEqual(Array(4 * 16).fill('waybill'));
  });
});
