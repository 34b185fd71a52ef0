import { randomUUID } from 'node:crypto';
import { type Answer, cloudEvent, httpClient, type Send, STRUCTURED } from '../support/http';
import { type RunningWaybill, startWaybill } from '../support/waybill';

export interface Registered {
  shipmentId: string;
  trackingToken: string;
  position: string;
}

export const hamburg = { name: 'Hamburg', latitude: 53.55, longitude: 9.99 };
export const munich = { name: 'Munich', latitude: 48.14, longitude: 11.58 };
export const plan = (change: object = {}) => ({ shipmentId: `S-${randomUUID()}`, origin: hamburg, destination: munich, ...change });

/** A product for the specs of one file, and what a coordinator's software does with it. Sets up and tears down by itself. */
export function coordinator() {
  let waybill: RunningWaybill;
  let client: Send;

  beforeAll(async () => {
    waybill = await startWaybill();
    client = httpClient(waybill.url, waybill.operatorKey);
  });
  afterAll(() => waybill?.stop());

  const send: Send = (...call) => client(...call);
  const command = (path: string, body: object = {}, headers: Record<string, string> = {}) => send(path, { body, headers });
  const remove = (path: string) => send(path, { method: 'DELETE' });
  const read = (path: string, position: string) => send(`${path}${path.includes('?') ? '&' : '?'}minPosition=${position}&settled=true`);

  async function register(change: object = {}): Promise<Registered> {
    const answer = await command('/v1/shipments', plan(change));
    expect(answer.status).toBe(201);
    return answer.body;
  }
  async function report(change: object): Promise<Answer> {
    const answer = await send('/v1/events', { body: cloudEvent(change as Record<string, unknown>), headers: STRUCTURED });
    expect(answer.status).toBe(202);
    return answer;
  }
  const position = (subject: string, time: string, latitude: number, longitude = 10) =>
    report({ type: 'dev.waybill.position-reported.v1', subject, time, data: { latitude, longitude, speedKmh: 80 } });

  return { running: () => waybill, url: () => waybill.url, send, command, remove, read, register, report, position };
}
