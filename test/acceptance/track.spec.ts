import { randomUUID } from 'node:crypto';
import { cloudEvent, httpClient, problem, type Send, STRUCTURED } from '../support/http';
import { type RunningWaybill, startWaybill } from '../support/waybill';

/** What a customer with a tracking link sees, and what is kept from every customer. */
let waybill: RunningWaybill;
let coordinator: Send;
let customer: Send;
const place = { name: 'Depot 7, Secret Street', latitude: 53.55123, longitude: 9.99456 };

beforeAll(async () => {
  waybill = await startWaybill();
  coordinator = httpClient(waybill.url, waybill.operatorKey);
  customer = httpClient(waybill.url);
}, 60_000);
afterAll(() => waybill?.stop(), 30_000);

const register = async () =>
  (await coordinator('/v1/shipments', { body: { reference: 'PO-9', carrier: 'dhl', origin: place, destination: place } })).body;
const report = async (shipmentId: string, change: object) =>
  (await coordinator('/v1/events', { body: cloudEvent({ subject: `shipment:${shipmentId}`, ...change }), headers: STRUCTURED })).body
    .position as string;

describe('a tracking link', () => {
  it('that is none is answered in a way that no cache keeps', async () => {
    const answer = await customer('/v1/track/unknown');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-store']);
    expect((await customer('/v1/nowhere')).headers.get('cache-control')).toBe('no-store');
  });

  it('shows status, milestones with town and time, a coarse place, and nothing else', async () => {
    const { shipmentId, trackingToken } = await register();
    await report(shipmentId, {
      data: { milestone: 'PICKED_UP', location: { name: 'Secret Street 5', city: 'Hamburg', country: 'DE' }, note: 'ring twice' },
    });
    const data = { latitude: 51.123456, longitude: 9.987654, speedKmh: 81 };
    const position = await report(shipmentId, { type: 'dev.waybill.position-reported.v1', time: '2026-03-01T11:00:30Z', data });
    const page = await customer(`/v1/track/${trackingToken}?minPosition=${position}`);
    expect(page.status).toBe(200);
    expect(page.body).toEqual({
      status: 'PICKED_UP',
      phase: expect.any(String),
      milestones: [{ milestone: 'PICKED_UP', time: '2026-03-01T10:00:00.000Z', location: { city: 'Hamburg', country: 'DE' } }],
      arrivalWindow: null,
      liveLocation: { latitude: 51.12, longitude: 9.99, time: '2026-03-01T11:00:00.000Z' },
      deliveredAt: null,
    });
    expect(page.text).not.toMatch(/Secret|twice|position|PO-9|dhl|carrier\.example/i);
    expect(page.headers.get('cache-control')).toMatch(/^private, max-age=\d+$/);
  });

  it('is answered 304 while nothing changed, and a new tag with what did', async () => {
    const { shipmentId, trackingToken, position } = await register();
    const path = `/v1/track/${trackingToken}`;
    const first = await customer(`${path}?minPosition=${position}`);
    const etag = first.headers.get('etag') as string;
    expect(etag).toMatch(/^"[^"]+"$/);
    const again = await customer(path, { headers: { 'if-none-match': `"other", ${etag}` } });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    const elsewhere = await register();
    const same = await customer(`${path}?minPosition=${elsewhere.position}`);
    expect([same.text, same.headers.get('etag')]).toEqual([first.text, etag]);
    const after = await report(shipmentId, { data: { milestone: 'DELIVERED' } });
    const changed = await customer(`${path}?minPosition=${after}`, { headers: { 'if-none-match': etag } });
    expect([changed.status, changed.body.status]).toEqual([200, 'DELIVERED']);
    expect(changed.headers.get('etag')).not.toBe(etag);
    const head = await customer(path, { method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', changed.headers.get('etag')]);
  });

  it('can be issued again and revoked; unknown and revoked ones are told apart by nothing', async () => {
    const { shipmentId, trackingToken } = await register();
    const issued = await coordinator(`/v1/shipments/${shipmentId}/tracking-links`, { method: 'POST' });
    expect(issued.status).toBe(201);
    expect(issued.body).toMatchObject({
      trackingUrl: `${waybill.url}/v1/track/${issued.body.trackingToken}`,
      position: expect.any(String),
    });
    const path = `/v1/track/${issued.body.trackingToken}`;
    expect((await customer(`${path}?minPosition=${issued.body.position}`)).status).toBe(200);
    const links = `/v1/shipments/${shipmentId}/tracking-links`;
    const revoked = await coordinator(`${links}/${issued.body.id}`, { method: 'DELETE' });
    expect(revoked.status).toBe(200);
    const gone = await customer(`${path}?minPosition=${revoked.body.position}`);
    const tail = issued.body.trackingToken.at(-1) === 'A' ? 'Q' : 'A';
    const unknown = [issued.body.trackingToken.slice(0, -1) + tail, 'x', randomUUID(), 'A'.repeat(43), 'A'.repeat(1500)];
    for (const token of unknown) {
      const answer = await customer(`/v1/track/${token}`);
      const { instance: _, ...body } = answer.body;
      const { instance: __, ...expected } = gone.body;
      expect([answer.status, body]).toEqual([404, expected]);
      expect([...answer.headers.keys()].sort()).toEqual([...gone.headers.keys()].sort());
    }
    expect(gone.body.type).toBe(problem('not-found'));
    expect((await customer(`/v1/track/${trackingToken}`)).status).toBe(200);
    expect((await coordinator(`${links}/${'0'.repeat(32)}`, { method: 'DELETE' })).body.type).toBe(problem('link-not-found'));
  });
});
