import { EventLog } from '@waybill/event-store';
import { arrivalsStream, etaStream, exceptionsStream } from '@waybill/events';
import { Builds } from '../faults/harness/builds';
import { PROCESSORS, PROJECTIONS } from '../faults/harness/databases';
import { until } from '../faults/harness/waiting';
import { type RunningApi, startApi } from '../support/api';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';
import { deployment, minute, ping, registered, STORY_START, type StoryEvent, scan, tell } from '../support/shipment-story';
import { eventsBehind, eventsOf } from '../support/stored-events';

jest.setTimeout(120_000);

/** What can be left out, and what goes on without it. */
const ETA = ['eta', 'arrivals'];
const OTHERS = PROCESSORS.filter((name) => !ETA.includes(name));

let node: RunningEventNode;
let postgres: TestPostgres;
let log: EventLog;
let api: RunningApi;
let builds: Builds;
const projectors: RunningProjector[] = [];

const start = async (processors: readonly string[]): Promise<RunningProjector> => {
  const projector = await startProjector({ eventStoreUrl: node.address, databaseUrl: postgres.url, processors });
  projectors.push(projector);
  return projector;
};

beforeAll(async () => {
  [node, postgres] = await Promise.all([startEventNode(), startPostgres()]);
  log = EventLog.connect(node.address);
  await tell(log, [deployment('11111111-1111-4111-8111-111111111111')]);
  const projector = await start(PROCESSORS);
  api = await startApi({ eventStoreUrl: node.address, databaseUrl: postgres.url });
  builds = new Builds(api);
  await tell(log, [...begun('BEFORE', NOW - 300), ...driving('BEFORE', NOW - 60, NOW - 30)]);
  await ask('/v1/shipments/BEFORE?settled=true');
  await projector.stop();
});
afterAll(async () => {
  await Promise.all(projectors.map((projector) => projector.kill()));
  await api?.kill();
  await log?.close();
  await Promise.all([node?.stop(), postgres?.stop()]);
});

const ask = async (path: string) => {
  const { status, body } = await builds.send(path);
  expect(status).toBe(200);
  return body;
};

/** The minute of the story that it really is. */
const NOW = Math.floor((Date.now() - STORY_START) / 60_000);
const place = (km: number) => ({ latitude: 53.55 - km / 111.195, longitude: 9.99 });
const destination = { ...place(200), siteId: 'DEPOT' };

const begun = (shipmentId: string, planned: number): StoryEvent[] => [
  registered(shipmentId, { mode: 'road', destination, plannedArrival: new Date(minute(planned)).toISOString() }),
  scan({ shipmentId, at: NOW - 70, milestone: 'IN_TRANSIT' }),
];
const driving = (shipmentId: string, from: number, to: number): StoryEvent[] =>
  Array.from({ length: (to - from) / 5 + 1 }, (_, i) => ping({ shipmentId, at: from + 5 * i, ...place(60 + from - NOW + 5 * i) }));
const standing = (shipmentId: string, from: number, to: number): StoryEvent[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ping({ shipmentId, at: from + i, ...place(30) }));

const typesIn = async (stream: string): Promise<string[]> => (await eventsOf(log, stream)).map(({ type }) => type.split('.')[2] ?? '');

describe('without predictions', () => {
  it('all else goes on, and what was predicted stays as it was said', async () => {
    await start(OTHERS);
    const before = await ask('/v1/shipments/BEFORE');
    expect(before.eta).toMatchObject({ basis: 'moving', modelVersion: 'default' });
    const { status } = await builds.send('/v1/sites', {
      body: { siteId: 'DEPOT', name: 'Depot', ...place(200), radiusMetres: 500, leadTime: 'PT24H' },
    });
    expect(status).toBe(201);
    const story = [
      ...standing('BEFORE', NOW - 28, NOW - 12),
      ...begun('MEANWHILE', NOW - 300),
      ...driving('MEANWHILE', NOW - 60, NOW - 15),
    ];
    const position = await tell(log, story);

    expect(await ask(`/v1/shipments/BEFORE?minPosition=${position}`)).toMatchObject({ eta: before.eta, liveLocation: place(30) });
    expect(await ask(`/v1/shipments/MEANWHILE?minPosition=${position}`)).toMatchObject({ status: 'IN_TRANSIT', eta: null });
    expect((await ask(`/v1/shipments/MEANWHILE/eta-history?minPosition=${position}`)).items).toEqual([]);
    expect(await ask(`/v1/eta/accuracy?minPosition=${position}`)).toMatchObject({ items: [] });
    expect((await ask(`/v1/sites/DEPOT/inbound?minPosition=${position}`)).items).toEqual([]);
    await until('lateness is raised by the plan', async () => (await typesIn(exceptionsStream('MEANWHILE'))).includes('shipment-late'));
    expect(await typesIn(etaStream('MEANWHILE'))).toEqual([]);
  });

  it('an API that knows of it waits for no prediction', async () => {
    const address = { eventStoreUrl: node.address, databaseUrl: postgres.url };
    const knowing = await startApi(address, undefined, { PROCESSORS: OTHERS.join() });
    const authorization = `Bearer ${knowing.operatorKey}`;
    const answer = await fetch(`${knowing.url}/v1/shipments/MEANWHILE?settled=true`, { headers: { authorization } });
    expect([answer.status, await answer.json()]).toMatchObject([200, { eta: null }]);
    await knowing.kill();
  });

  it('they catch up once they run again, and say when they said it', async () => {
    const began = Date.now();
    const saidBefore = await eventsOf(log, etaStream('BEFORE'));
    await start(ETA);
    const { eta } = await ask('/v1/shipments/BEFORE?settled=true');
    for (const shipmentId of ['BEFORE', 'MEANWHILE']) {
      const { items } = await ask(`/v1/shipments/${shipmentId}/eta-history?settled=true`);
      const last = items.at(-1);
      expect(Date.parse(last.calculatedAt)).toBeGreaterThanOrEqual(began);
      const facts = await eventsOf(log, `shipment-${shipmentId}`);
      expect(last).toMatchObject({ cause: facts.at(-1)?.eventId, late: true });
      expect(await typesIn(arrivalsStream(shipmentId))).toEqual(['destination-bound', 'arriving-soon']);
      for (const event of await eventsOf(log, arrivalsStream(shipmentId))) {
        expect(event.recordedTime).toBeGreaterThanOrEqual(began);
        expect(event.recordedTime).toBeGreaterThan(facts.at(-1)?.time ?? 0);
      }
    }
    // What was said stays, and only one thing more was said for all that had been missed.
    const said = await eventsOf(log, etaStream('BEFORE'));
    expect(said.slice(0, -1)).toEqual(saidBefore);
    expect(eta.reasons).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'standing' })]));
    expect((await ask('/v1/sites/DEPOT/inbound?settled=true')).items).toHaveLength(2);
  });
});

it('replaying every processor says nothing anew', async () => {
  await ask('/v1/shipments/BEFORE?settled=true');
  const head = await log.head();
  for (const name of PROCESSORS) {
    const requested = await builds.request({}, name);
    if (PROJECTIONS.includes(name)) expect(await builds.reaches(requested, 'live')).toMatchObject({ comparison: { equal: true } });
    // A reactor that runs goes on from where it stands: nothing is derived a second time.
    else expect(requested).toMatchObject({ status: 409, body: { type: expect.stringContaining('reactor-is-healthy') } });
  }
  await ask('/v1/shipments/BEFORE?settled=true');
  expect((await eventsBehind(log, head)).map(({ stream, type }) => `${type} in ${stream}`)).toEqual([]);
});
