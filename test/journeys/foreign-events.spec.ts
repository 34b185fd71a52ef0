import { binaryEvent, type EventData, type EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { ExceptionDetection } from '@waybill/detection';
import { EventLog, type LogPosition } from '@waybill/event-store';
import type { Report } from '@waybill/events';
import {
  exceptionsStream,
  geofenceStream,
  type Instant,
  identifierStream,
  parseSubject,
  type StoredEvent,
  type Subject,
  seenStream,
  shipmentStream,
} from '@waybill/events';
import { ddlOf, type Queryable, ReadDatabase } from '@waybill/read-model';
import type { CommandContext } from '@waybill/streams';
import { Attribution } from '@waybill/tracking';
import fc from 'fast-check';
import type { Projection } from '../../apps/projector/src/processor';
import { projections } from '../../apps/projector/src/projections';
import { Commands } from '../support/commands';
import { startEventNode } from '../support/event-node';
import { given, type Story } from '../support/given';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { dumpSchema } from '../support/read-model-dump';
import { storeClient } from '../support/store-client';
import { eventsBehind } from '../support/stored-events';

/** What this release does not know may stand anywhere in its streams: everything goes on as if it were not there. */
const START = Date.UTC(2026, 2, 2, 12);
const SHIPMENTS = ['S-0', 'S-1', 'S-2'] as const;
const truck = { scheme: 'vehicle', value: 'TRUCK' } as const;
const place = { latitude: 53.5, longitude: 9.9 };
const nameOf = (shipmentId: string) => ({ scheme: 'tracking-number', value: `DHL/${shipmentId}` }) as const;
const STREAMS = [
  ...SHIPMENTS.flatMap((id) => [shipmentStream(id), exceptionsStream(id), identifierStream(nameOf(id)), seenStream(shipmentStream(id))]),
  identifierStream(truck),
  geofenceStream('FENCE'),
];

const FOREIGN: readonly (() => EventData)[] = [
  () => jsonEvent({ type: 'dev.waybill.item-scanned.v2', data: { milestone: 'DELIVERED' }, metadata: { specversion: '1.0', id: 'x' } }),
  () => jsonEvent({ type: 'Note', data: { text: 'customer called' } }),
  () => jsonEvent({ type: 'order-shipped', data: {}, metadata: { $correlationId: 'x', $causationId: 'y' } }),
  () => binaryEvent({ type: 'picture', data: Buffer.from([0xff, 0xd8, 0, 1]), metadata: Buffer.from([1, 2]) }),
  () => binaryEvent({ type: 'empty', data: Buffer.alloc(0) }),
  () => binaryEvent({ type: '$>', data: Buffer.from(`0@${shipmentStream('S-0')}`) }),
];

type Action =
  | { readonly kind: 'foreign'; readonly stream: string; readonly what: number; readonly count: number }
  | { readonly kind: 'report'; readonly about: string; readonly minute: number; readonly milestone: boolean }
  | { readonly kind: 'load' | 'unload' | 'link' | 'deliver' | 'cancel' | 'fence'; readonly shipment: string }
  | { readonly kind: 'restart' };

const shipment = fc.constantFrom(...SHIPMENTS);
const about = fc.constantFrom(
  ...SHIPMENTS.flatMap((id) => [`shipment:${id}`, `tracking-number:DHL/${id}`]),
  'vehicle:TRUCK',
  'vehicle:TRUCK',
);
const foreign = fc.record({
  kind: fc.constant('foreign'),
  stream: fc.constantFrom(...STREAMS),
  what: fc.nat(FOREIGN.length - 1),
  count: fc.constantFrom(1, 1, 3, 70),
});
const report = fc.record({ kind: fc.constant('report'), about, minute: fc.integer({ min: 0, max: 200 }), milestone: fc.boolean() });
const command = fc.record({ kind: fc.constantFrom('load', 'load', 'unload', 'link', 'deliver', 'cancel', 'fence'), shipment });
const restart = fc.record({ kind: fc.constant('restart') });
const actions = fc.array(
  fc.oneof(
    { arbitrary: foreign, weight: 6 },
    { arbitrary: report, weight: 6 },
    { arbitrary: command, weight: 3 },
    { arbitrary: restart, weight: 1 },
  ),
  { minLength: 8, maxLength: 30 },
) as fc.Arbitrary<Action[]>;

/** Each run has names of its own: the stores are the same. */
const inRun = (action: Action, run: number): Action =>
  JSON.parse(JSON.stringify(action).replaceAll(/\b(S-\d|TRUCK|FENCE)\b/g, `$1-R${run}`)) as Action;

/** A store and all that writes to it, under a clock that only actions move. */
class World {
  private now = START;
  private readonly clock = { now: () => this.now, monotonic: () => this.now };
  private tracking: Commands;
  private attribution: Attribution;
  private detection: ExceptionDetection;
  private readonly story: Story;
  /** What was answered, but for positions. */
  readonly answers: unknown[] = [];

  private constructor(
    private readonly log: EventLog,
    private readonly client: EventStoreDBClient,
    private readonly run: number,
    private readonly before: LogPosition,
  ) {
    this.tracking = new Commands({ log, clock: this.clock });
    this.attribution = Attribution.open({ log, clock: this.clock });
    this.detection = ExceptionDetection.open({ log, clock: this.clock });
    this.story = given({ log }, { handle: (news) => this.attribute(news) }, { handle: (news) => this.detect(news) }).from(before);
  }

  static async open({ log, client }: Store, run: number): Promise<World> {
    return new World(log, client, run, await log.head());
  }

  /** What was appended in this run. */
  events(): Promise<StoredEvent[]> {
    return eventsBehind(this.log, this.before);
  }

  private get shipments(): string[] {
    return SHIPMENTS.map((id) => `${id}-R${this.run}`);
  }

  /** The same for every world that is told the same, whatever else stands in its log. */
  async act(action: Action, n: number): Promise<void> {
    this.now = START + (n + 1) * 600_000;
    switch (action.kind) {
      case 'foreign':
        return;
      case 'restart':
        this.tracking = new Commands({ log: this.log, clock: this.clock });
        this.attribution = Attribution.open({ log: this.log, clock: this.clock });
        this.detection = ExceptionDetection.open({ log: this.log, clock: this.clock });
        return;
      case 'report':
        return this.note((await this.tracking.takeIn([reportOf(action, `${this.run} ${n}`)])).outcomes);
      default:
        return this.note(await this.command(action, n));
    }
  }

  async addForeign({ stream, what, count }: Extract<Action, { kind: 'foreign' }>): Promise<void> {
    await this.client.appendToStream(stream, Array.from({ length: count }, FOREIGN[what] as () => EventData));
  }

  async register(): Promise<void> {
    for (const shipmentId of this.shipments) {
      const plan = {
        shipmentId,
        mode: 'road' as const,
        identifiers: [nameOf(shipmentId)],
        origin: place,
        destination: { latitude: 48, longitude: 11 },
      };
      this.note(await this.tracking.register(plan, this.context(`register ${shipmentId}`)));
    }
  }

  /** Hands the reactors what was appended, as a projector does, until they have nothing more to do. */
  async settle(): Promise<void> {
    await this.story.settles();
    this.now = START + 10 * 86_400_000;
    await this.detection.due(this.shipments);
  }

  private async attribute(news: readonly StoredEvent[]): Promise<void> {
    let { pending } = await this.attribution.handle(news.filter(({ stream }) => /^(shipment|identifier)-/.test(stream)));
    while (pending !== undefined) {
      this.now += 1_000;
      ({ pending } = await this.attribution.handle([]));
    }
  }

  private async detect(news: readonly StoredEvent[]): Promise<void> {
    await this.detection.handle(news.filter(({ stream }) => /^(shipment|exceptions|geofence)-/.test(stream)));
  }

  private context(idempotencyKey: string): CommandContext {
    return { caller: 'key_1', idempotencyKey, body: {} };
  }

  private command({ kind, shipment }: Extract<Action, { shipment: string }>, n: number) {
    const context = this.context(`${kind} ${this.run} ${n}`);
    switch (kind) {
      case 'load':
        return this.tracking.load(shipment, this.truck, this.now as Instant, context);
      case 'unload':
        return this.tracking.unload(shipment, this.truck, this.now as Instant, context);
      case 'link':
        return this.tracking.issueTrackingLink(shipment, context);
      case 'deliver':
        return this.tracking.deliver(shipment, {}, context);
      case 'cancel':
        return this.tracking.cancel(shipment, undefined, context);
      case 'fence': {
        const geometry = { type: 'Circle' as const, centre: { latitude: 50, longitude: 10 }, radiusMetres: 5_000 };
        return this.tracking.defineGeofence({ name: 'Yard', geometry, rule: 'no-entry' }, START as Instant, context);
      }
    }
  }

  private get truck() {
    return { ...truck, value: `${truck.value}-R${this.run}` };
  }

  private note(answer: unknown): void {
    this.answers.push(JSON.parse(comparable(answer)));
  }
}

function reportOf({ about, minute, milestone }: Extract<Action, { kind: 'report' }>, id: string): Report {
  const time = (START + minute * 60_000) as Instant;
  const attributes = { specversion: '1.0', time: new Date(time).toISOString(), subject: about };
  const data = milestone ? { milestone: 'DEPARTED_HUB' } : { latitude: 50 + minute / 1_000, longitude: 10 };
  const type = milestone ? 'dev.waybill.item-scanned.v1' : 'dev.waybill.position-reported.v1';
  return { source: 'urn:test:carrier', id, type, subject: parseSubject(about) as Subject, time, attributes, data };
}

/** Without what no two logs share: places, and random ids. */
const comparable = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? undefined : part))
    .replace(/"(route)?[rR]evision":-?\d+/g, '"revision":0')
    .replace(/\b[0-9a-f]{32}\b|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f-]{17}/g, 'RANDOM');

const bare = ({ stream, type, data, metadata }: StoredEvent): string => comparable({ stream, type, data, ...metadata, id: undefined });

/** All but the snapshots of memories: those are stored the sooner the longer a stream is, whatever stands in it. */
const facts = (events: readonly StoredEvent[]): string[] =>
  events
    .filter(({ stream }) => !stream.startsWith('seen-'))
    .map(bare)
    .sort();

/** The same events as a log has them that holds nothing else. */
function alone(events: readonly StoredEvent[]): StoredEvent[] {
  const revisions = new Map<string, number>();
  return events.map((event) => {
    const revision = (revisions.get(event.stream) ?? -1) + 1;
    revisions.set(event.stream, revision);
    return { ...event, revision };
  });
}

type Store = Awaited<ReturnType<typeof startStore>>;
async function startStore() {
  const node = await startEventNode();
  return { node, log: EventLog.connect(node.address), client: storeClient(node.address) };
}

let stores: readonly [Store, Store];
let postgres: TestPostgres;
let database: ReadDatabase;
beforeAll(async () => {
  stores = await Promise.all([startStore(), startStore()]);
  postgres = await startPostgres();
  database = ReadDatabase.open(postgres.url, { poolSize: 3, statementTimeoutMs: 20_000 });
});
afterAll(async () => {
  await database?.close();
  await postgres?.stop();
  for (const { node, log, client } of stores ?? []) {
    await Promise.all([log.close(), client.dispose()]);
    await node.stop();
  }
});

async function rowsOf(projection: Projection, schema: string, events: readonly StoredEvent[]): Promise<string> {
  await database.query(`drop schema if exists ${schema} cascade`);
  await database.query(`create schema ${schema}`);
  for (const statement of ddlOf(schema, projection.tables)) await database.query(statement);
  const wanted = events.filter(({ type }) => projection.types.includes(type));
  await database.transaction((tx: Queryable) => projection.handle(wanted, tx, schema));
  return comparable(await dumpSchema(database, schema, ['revision'])).replaceAll(/\\"(route)?[rR]evision\\": ?-?\d+/g, '');
}

it('changes nothing, and stops nothing, whatever of it stands where', async () => {
  let run = 0;
  const property = fc.asyncProperty(actions, async (story) => {
    run += 1;
    const [mixed, pure] = await Promise.all([World.open(stores[0], run), World.open(stores[1], run)]);
    const worlds = [mixed, pure];
    for (const world of worlds) await world.register();
    for (const [n, action] of story.map((one) => inRun(one, run)).entries()) {
      if (action.kind === 'foreign') await mixed.addForeign(action);
      for (const world of worlds) await world.act(action, n);
      if (n % 7 === 6) for (const world of worlds) await world.settle();
    }
    for (const world of worlds) await world.settle();
    expect(mixed.answers).toEqual(pure.answers);
    const events = await mixed.events();
    expect(facts(events)).toEqual(facts(await pure.events()));
    for (const projection of projections)
      expect(await rowsOf(projection, `${projection.name}_v1`, events)).toEqual(
        await rowsOf(projection, `${projection.name}_v2`, alone(events)),
      );
  });
  await fc.assert(property, { numRuns: 12, interruptAfterTimeLimit: 7_000, markInterruptAsFailure: false });
});
