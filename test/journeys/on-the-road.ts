import { type RunningApi, startApi } from '../support/api';
import { type RunningEventNode, startEventNode } from '../support/event-node';
import { BATCH, httpClient, type Send } from '../support/http';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { type RunningProjector, startProjector } from '../support/projector';

const HAMBURG = { latitude: 53.55, longitude: 9.99 };
const MUNICH = { latitude: 48.14, longitude: 11.58 };
const START = Date.now();
/** A time so many minutes before this run. */
export const ago = (minutes: number): string => new Date(START - minutes * 60_000).toISOString();

export interface Seen {
  readonly minutes: number;
  readonly latitude?: number;
  readonly milestone?: string;
}
const reportOf = (shipmentId: string, { minutes, latitude, milestone }: Seen) => ({
  specversion: '1.0',
  id: `${shipmentId} ${minutes}`,
  source: 'https://carrier.example/',
  type: milestone ? 'dev.waybill.item-scanned.v1' : 'dev.waybill.position-reported.v1',
  subject: `shipment:${shipmentId}`,
  time: ago(minutes),
  data: milestone ? { milestone } : { latitude, longitude: 10, accuracyMetres: 8 },
});

export const every = (step: number, from: number, to: number, latitude: (minutes: number) => number): Seen[] =>
  Array.from({ length: Math.floor((from - to) / step) + 1 }, (_, i) => from - i * step).map((minutes) => ({
    minutes,
    latitude: latitude(minutes),
  }));
/** Southwards at about 65 km/h, ten minutes at a time, until it stands. */
export const underWay = (from: number, to: number): Seen[] => every(10, from, to, (minutes) => 53.4 - (from - minutes) * 0.01);

export const settled = (position: string) => `minPosition=${position}&settled=true`;

/** A product for the specs of one file, with shipments on the road from Hamburg to Munich. Sets up and tears down by itself. */
export function onTheRoad() {
  let postgres: TestPostgres;
  let node: RunningEventNode;
  let api: RunningApi;
  let projector: RunningProjector;
  let client: Send;

  beforeAll(async () => {
    [postgres, node] = await Promise.all([startPostgres(), startEventNode()]);
    const address = { eventStoreUrl: node.address, databaseUrl: postgres.url };
    [projector, api] = await Promise.all([startProjector(address), startApi(address)]);
    client = httpClient(api.url, api.operatorKey);
  });
  afterAll(async () => {
    await Promise.all([projector?.kill(), api?.kill()]);
    await Promise.all([node?.stop(), postgres?.stop()]);
  });

  const send: Send = (...call) => client(...call);
  async function register(shipmentId: string, plan: object = {}): Promise<void> {
    const { status } = await send('/v1/shipments', { body: { shipmentId, origin: HAMBURG, destination: MUNICH, mode: 'road', ...plan } });
    expect(status).toBe(201);
  }
  /** Takes reports in; answers the position to wait for. */
  async function report(shipmentId: string, seen: readonly Seen[]): Promise<string> {
    const { status, body } = await send('/v1/events', { headers: BATCH, body: seen.map((one) => reportOf(shipmentId, one)) });
    expect([status, body.accepted]).toEqual([202, seen.length]);
    return body.position;
  }
  const exceptionsOf = async (shipmentId: string, position: string) =>
    (await send(`/v1/exceptions?shipmentId=${shipmentId}&${settled(position)}`)).body.items;

  return { send, register, report, exceptionsOf };
}
