import { customerPage } from '@waybill/domain';
import { EventLog } from '@waybill/event-store';
import { identifierStream } from '@waybill/events';
import {
  consignmentPieces,
  customerPageParts,
  IDENTIFIERS,
  LiveReadModels,
  listShipments,
  PREDICTIONS,
  parkedReports,
  processorPartitions,
  projectorProcesses,
  ReadDatabase,
  readUnit,
  SHIPMENTS,
  type ShipmentFilter,
  SUMMARY_READ_MODELS,
  shipmentPositions,
  shipmentTimeline,
  TIMELINE_READ_MODELS,
} from '@waybill/read-model';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';
import {
  assigned,
  copyFor,
  correction,
  deployment,
  hamburg,
  linkIssued,
  loaded,
  loadTrace,
  minute,
  ping,
  registered,
  type StoryEvent,
  scan,
  tell,
} from '../support/shipment-story';
import { shownShipment } from '../support/shown-shipment';

jest.setTimeout(60_000);

const BOTH = [SHIPMENTS, IDENTIFIERS];
const LINK = '0123456789abcdef0123456789abcdef';
const truck = { scheme: 'vehicle', value: 'TRUCK-7' } as const;

let node: RunningEventNode;
let postgres: TestPostgres;
let projector: RunningProjector;
let log: EventLog;
let database: ReadDatabase;
let reads: LiveReadModels;

beforeAll(async () => {
  [node, postgres] = await Promise.all([startEventNode(), startPostgres()]);
  log = EventLog.connect(node.address);
  await tell(log, [deployment('11111111-1111-4111-8111-111111111111')]);
  projector = await startProjector({ eventStoreUrl: node.address, databaseUrl: postgres.url, processors: BOTH });
  database = ReadDatabase.open(postgres.url, { poolSize: 3 });
  reads = new LiveReadModels(database);
});

afterAll(async () => {
  await database?.close();
  expect(await projector?.stop()).toBe(0);
  await log?.close();
  await Promise.all([node?.stop(), postgres?.stop()]);
});

const told = async (...story: StoryEvent[]): Promise<bigint> => {
  const position = await tell(log, story);
  const reached = await reads.waitFor({ position, processors: BOTH, timeoutMs: 10_000 });
  if (!reached) throw new Error(`The projector did not get there:\n${projector.output()}`);
  return position;
};

const VIEWS = SUMMARY_READ_MODELS;
const listed = (filter: ShipmentFilter) => reads.on(VIEWS, (from, schemas) => listShipments(from, schemas, filter));
const customersPage = async (linkId: string) => {
  const pages = await reads.on([SHIPMENTS, PREDICTIONS], (from, schemas) => customerPageParts(from, schemas, [linkId]));
  const parts = pages.get(linkId);
  return parts && customerPage(parts);
};
const unit = (scheme: string, value: string) =>
  reads.on([IDENTIFIERS, SHIPMENTS], (from, schemas) => readUnit(from, schemas, { scheme, value }, {}));

describe('a shipment', () => {
  it('is read as its events tell it', async () => {
    const shipmentId = 'SHP-1';
    const position = await told(
      assigned({ scheme: 'tracking-number', value: 'DHL/0034' }, shipmentId),
      registered(shipmentId, {
        ...{ carrier: 'dhl', consignmentId: 'C-1', plannedArrival: '2026-03-03T08:00:00+01:00' },
        stops: [{ stopId: 'depot', place: hamburg, plannedArrival: '2026-03-02T23:00:00+01:00' }],
      }),
      linkIssued(shipmentId, LINK),
      scan({ shipmentId, at: 0, milestone: 'PICKED_UP' }),
      ping({ shipmentId, at: 10, latitude: 53.5, longitude: 10 }),
      ping({ shipmentId, at: 20, latitude: 53.4, longitude: 10.1 }),
    );
    expect(await reads.asOf(BOTH)).toBeGreaterThanOrEqual(position);
    expect(await shownShipment(reads, shipmentId)).toMatchObject({
      shipmentId,
      reference: 'order of SHP-1',
      carrier: 'dhl',
      status: 'PICKED_UP',
      phase: 'moving',
      identifiers: [{ scheme: 'tracking-number', value: 'DHL/0034', from: null, until: null, checkDigitWrong: false }],
      liveLocation: { latitude: 53.4, longitude: 10.1, time: '2026-03-02T12:20:00.000Z', speedKmh: 80 },
      lastMilestone: { milestone: 'PICKED_UP', time: '2026-03-02T12:00:00.000Z' },
      plannedArrival: '2026-03-03T07:00:00.000Z',
      stops: [{ stopId: 'depot', place: hamburg, plannedArrival: '2026-03-02T22:00:00.000Z' }],
      deliveredAt: null,
      revision: 4,
      updatedAt: '2026-03-02T12:20:00.000Z',
    });
    const timeline = await reads.on(TIMELINE_READ_MODELS, (from, schemas) => shipmentTimeline(from, schemas, shipmentId, {}));
    expect(timeline?.items.map(({ kind }) => kind)).toEqual(['registered', 'identifier-assigned', 'link-issued', 'milestone']);
    expect(
      (await reads.on([SHIPMENTS], (from, { shipments }) => shipmentPositions(from, shipments, shipmentId, {})))?.items.map(
        ({ mark }) => mark,
      ),
    ).toEqual(['ok', 'ok']);
    expect(await reads.on(VIEWS, (from, schemas) => consignmentPieces(from, schemas, 'C-1'))).toMatchObject({
      all: [{ status: 'PICKED_UP' }],
      shown: [{ shipmentId }],
    });
  });

  it('shows its customer a page that changes only with what it shows', async () => {
    const before = await customersPage(LINK);
    expect(JSON.parse(before as string)).toMatchObject({
      status: 'PICKED_UP',
      liveLocation: { latitude: 53.4, longitude: 10.1, time: '2026-03-02T12:20:00.000Z' },
    });
    await told(ping({ shipmentId: 'SHP-2', at: 3, latitude: 1, longitude: 1 }));
    expect(await customersPage(LINK)).toBe(before);
    await told(ping({ shipmentId: 'SHP-1', at: 30, latitude: 53.3, longitude: 10.2 }));
    expect(await customersPage(LINK)).not.toBe(before);
    expect(await customersPage('f'.repeat(32))).toBeUndefined();
  });

  it('takes late, retracted and reinstated facts into account', async () => {
    const shipmentId = 'SHP-3';
    const far = ping({ shipmentId, at: 12, latitude: 53.45, longitude: 10.05 });
    const delivered = scan({ shipmentId, at: 15, milestone: 'DELIVERED' });
    const position = (at: number, latitude: number) => ping({ shipmentId, at, recorded: 60, latitude, longitude: 10 });
    await told(registered(shipmentId), position(10, 53.5), far, position(20, 53.4), delivered, position(11, 53.49));
    expect(await shownShipment(reads, shipmentId)).toMatchObject({
      status: 'DELIVERED',
      deliveredAt: '2026-03-02T12:15:00.000Z',
      liveLocation: { latitude: 53.45 },
    });
    await told(correction('retracted', far, 61));
    expect(await shownShipment(reads, shipmentId)).toMatchObject({ liveLocation: { latitude: 53.49 } });
    await told(correction('retracted', delivered, 62));
    expect(await shownShipment(reads, shipmentId)).toMatchObject({
      status: 'CREATED',
      deliveredAt: null,
      liveLocation: { latitude: 53.4 },
    });
    await told(correction('reinstated', far, 63), correction('reinstated', delivered, 64));
    expect(await shownShipment(reads, shipmentId)).toMatchObject({ status: 'DELIVERED', liveLocation: { latitude: 53.45 } });
    const timeline = await reads.on(TIMELINE_READ_MODELS, (from, schemas) => shipmentTimeline(from, schemas, shipmentId, {}));
    expect(timeline?.items.filter(({ retracted }) => retracted)).toEqual([]);
    expect(
      (await reads.on([SHIPMENTS], (from, { shipments }) => shipmentPositions(from, shipments, shipmentId, {})))?.items.map(
        ({ mark, late }) => [mark, late],
      ),
    ).toEqual([
      ['ok', true],
      ['ok', true],
      ['ok', false],
      ['ok', true],
    ]);
  });
});

describe('the list of shipments', () => {
  const ids = async (filter: ShipmentFilter) => (await listed(filter)).items.map(({ shipmentId }) => shipmentId);

  it('is filtered, sorted and paged', async () => {
    const plan = { carrier: 'ups', plannedArrival: '2026-03-01T00:00:00Z' };
    await told(
      registered('LST-1', plan),
      registered('LST-2', plan),
      registered('LST-3', { carrier: 'ups', reference: '100%_sure' }),
      scan({ shipmentId: 'LST-2', at: -2_800, milestone: 'DELIVERED' }),
      ping({ shipmentId: 'LST-1', at: 5, latitude: -17, longitude: 179.5 }),
      assigned({ scheme: 'tracking-number', value: 'UPS/1Z999' }, 'LST-1'),
    );
    expect(await ids({ carrier: 'ups', sort: 'shipmentId' })).toEqual(['LST-1', 'LST-2', 'LST-3']);
    expect(await ids({ carrier: 'ups', sort: '-shipmentId' })).toEqual(['LST-3', 'LST-2', 'LST-1']);
    expect(await ids({ carrier: 'ups', status: ['DELIVERED'] })).toEqual(['LST-2']);
    expect(await ids({ bbox: { west: 179, south: -18, east: -179, north: -16 } })).toEqual(['LST-1']);
    expect(await ids({ bbox: { west: 170, south: -18, east: 179, north: -16 } })).toEqual([]);
    expect(await ids({ carrier: 'ups', updatedSince: minute(5) })).toEqual(['LST-1']);
    for (const q of ['1z9', 'ups/1', 'lst-1']) expect(await ids({ q })).toEqual(['LST-1']);
    expect(await ids({ q: '100%_' })).toEqual(['LST-3']);
    expect(await ids({ q: '%' })).toEqual([]);
    for (const sort of ['shipmentId', '-updatedAt', 'plannedArrival', '-plannedArrival', 'updatedAt'] as const) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listed({ carrier: 'ups', sort, limit: 1, cursor });
        seen.push(...page.items.map(({ shipmentId }) => shipmentId));
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      expect(seen).toEqual(await ids({ carrier: 'ups', sort }));
      expect([...seen].sort()).toEqual(['LST-1', 'LST-2', 'LST-3']);
    }
  });

  it('refuses a cursor of another list', async () => {
    const { nextCursor } = await listed({ limit: 1, sort: 'shipmentId' });
    await expect(listed({ cursor: nextCursor as string, sort: 'updatedAt' })).rejects.toMatchObject({ name: 'InvalidCursor' });
    await expect(listed({ cursor: "' or 1=1" })).rejects.toMatchObject({ name: 'InvalidCursor' });
  });
});

describe('a unit', () => {
  const atTruck = (at: number, latitude: number) =>
    ping({ shipmentId: '', at, latitude, longitude: 8, id: `truck ${at}`, subject: 'vehicle:TRUCK-7', stream: identifierStream(truck) });
  const parkedTimes = async () =>
    (await reads.on([IDENTIFIERS], (from, { identifiers }) => parkedReports(from, identifiers, {}))).items
      .filter(({ subject }) => subject === 'vehicle:TRUCK-7')
      .map(({ time }) => time.slice(11, 16));

  it('shows who is aboard, its last report, and which reports wait', async () => {
    const [first, second] = [atTruck(10, 50), atTruck(20, 51)];
    await told(registered('SHP-7'), loadTrace('SHP-7', truck, 15), loaded('SHP-7', truck, 15), first, second, copyFor('SHP-7', second));
    expect(await parkedTimes()).toEqual(['12:10']);
    expect(await unit('vehicle', 'TRUCK-7')).toMatchObject({
      holders: [{ shipmentId: 'SHP-7', how: 'loaded', from: '2026-03-02T12:15:00.000Z', until: null, present: true }],
      lastReport: { time: '2026-03-02T12:20:00.000Z' },
    });
    await told(correction('retracted', copyFor('SHP-7', second), 30));
    expect(await parkedTimes()).toEqual(['12:10', '12:20']);
    await told(correction('reinstated', copyFor('SHP-7', second), 31), copyFor('SHP-7', first));
    expect(await parkedTimes()).toEqual([]);
    await told(scan({ shipmentId: 'SHP-7', at: 40, milestone: 'DELIVERED' }));
    expect(await unit('vehicle', 'TRUCK-7')).toMatchObject({ holders: [{ until: '2026-03-02T12:40:00.000Z', present: false }] });
    expect(await unit('vehicle', 'NEVER-SEEN')).toBeUndefined();
  });
});

describe('waiting', () => {
  it('settles: reactors have answered, and their answers can be read', async () => {
    const bus = { scheme: 'vehicle', value: 'BUS-1' } as const;
    const reactors = await startProjector({
      eventStoreUrl: node.address,
      databaseUrl: postgres.url,
      processors: ['attribution', 'detection', 'eta', 'arrivals'],
    });
    const report = ping({ shipmentId: '', at: 20, latitude: 48, longitude: 8, subject: 'vehicle:BUS-1', stream: identifierStream(bus) });
    const position = await tell(log, [registered('SHP-9'), loadTrace('SHP-9', bus, 15), report, loaded('SHP-9', bus, 15)]);
    expect(await reads.waitFor({ position, settled: true, processors: BOTH, timeoutMs: 20_000 })).toBe(true);
    expect((await shownShipment(reads, 'SHP-9'))?.liveLocation).toMatchObject({ latitude: 48 });
    const attribution = (await processorPartitions(database)).find(({ processor }) => processor === 'attribution');
    expect(BigInt(attribution?.emittedPosition ?? '0')).toBeGreaterThan(position);
    expect(await reactors.stop()).toBe(0);
  });

  it('ends at the time limit when the position is not reached', async () => {
    const head = await log.head();
    expect(await reads.waitFor({ position: head.commit + 1_000_000n, processors: BOTH, timeoutMs: 100 })).toBe(false);
  });

  it('lists every partition with its position', async () => {
    const partitions = await processorPartitions(database);
    const running = partitions.filter(({ processor }) => BOTH.includes(processor));
    expect(running).toHaveLength(32);
    expect(new Set(running.map(({ state }) => state))).toEqual(new Set(['running']));
    expect((await projectorProcesses(database))[0]?.metrics.length).toBeGreaterThan(0);
  });
});
