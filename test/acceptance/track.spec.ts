import { randomUUID } from 'node:crypto';
import { messagesOf } from '../support/event-stream';
import { cloudEvent, httpClient, problem, type Send, STRUCTURED } from '../support/http';
import { type RunningWaybill, startWaybill } from '../support/waybill';
import { customersRuleSpecs } from './customers-rule';

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
      trackingUrl: `${waybill.url}/track/${issued.body.trackingToken}`,
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

describe("the customer's page", () => {
  const GERMAN = { 'accept-language': 'de-DE,de;q=0.9,en;q=0.5' };
  const NASTY = `<img src=x onerror="alert(1)">&"'`;

  it('tells the same in words of the reader, without a script', async () => {
    const { shipmentId, trackingToken } = await register();
    await report(shipmentId, {
      data: { milestone: 'PICKED_UP', location: { name: 'Secret Street 5', city: 'Hamburg', country: 'DE' }, note: 'ring twice' },
    });
    const data = { latitude: 51.123456, longitude: 9.987654 };
    const position = await report(shipmentId, { type: 'dev.waybill.position-reported.v1', time: '2026-03-01T11:00:30Z', data });
    const path = `/track/${trackingToken}?minPosition=${position}`;
    const page = await customer(path, { headers: GERMAN });
    expect(page.status).toBe(200);
    for (const text of [
      '<html lang="de-DE" dir="ltr">',
      'Ihre Sendung wurde abgeholt',
      'Hamburg, Deutschland',
      'So., 1. März, 11:00',
      '<svg',
    ])
      expect(page.text).toContain(text);
    expect(page.text).not.toMatch(
      new RegExp(`Secret|twice|PO-9|dhl|carrier\\.example|51\\.12|9\\.98|9\\.99|${shipmentId}|${position}`, 'i'),
    );
    expect(Buffer.byteLength(page.text.replace(/<svg.*<\/svg>/s, ''))).toBeLessThan(15_000);
    expect(
      Object.fromEntries(['content-language', 'referrer-policy', 'x-robots-tag', 'vary'].map((name) => [name, page.headers.get(name)])),
    ).toEqual({
      'content-language': 'de-DE',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      vary: 'Accept-Language',
    });
    const policy = page.headers.get('content-security-policy');
    expect(policy).toMatch(/default-src 'none'.*script-src 'self'/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect((await customer(path, { headers: { 'accept-language': 'fr' } })).text).toContain('Votre envoi a été pris en charge');
    expect((await customer(path)).text).toContain('Your shipment has been picked up');
  });

  it('has a tag of its own in each language, which stays while nothing changed', async () => {
    const { shipmentId, trackingToken, position } = await register();
    const path = `/track/${trackingToken}`;
    const first = await customer(`${path}?minPosition=${position}`, { headers: GERMAN });
    const etag = first.headers.get('etag') as string;
    expect([etag, first.headers.get('cache-control')]).toEqual([
      expect.stringMatching(/^"[^"]+"$/),
      expect.stringMatching(/^private, max-age=\d+$/),
    ]);
    const again = await customer(path, { headers: { ...GERMAN, 'if-none-match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await customer(path, { headers: { 'if-none-match': etag } })).status).toBe(200);
    const after = await report(shipmentId, { data: { milestone: 'OUT_FOR_DELIVERY' } });
    const changed = await customer(`${path}?minPosition=${after}`, { headers: { ...GERMAN, 'if-none-match': etag } });
    expect([changed.status, changed.headers.get('etag') === etag]).toEqual([200, false]);
  });

  it('shows what carriers write as text, however long', async () => {
    const { shipmentId, trackingToken } = await register();
    const city = `${NASTY}${'Llanfairpwllgwyngyll'.repeat(4)}`;
    let position = await report(shipmentId, { data: { milestone: 'PICKED_UP', location: { city, country: NASTY.slice(0, 20) } } });
    for (let hour = 11; hour < 50; hour += 1)
      position = await report(shipmentId, {
        time: `2026-03-0${1 + Math.floor(hour / 24)}T${String(hour % 24).padStart(2, '0')}:00:00Z`,
        data: { milestone: 'ARRIVED_AT_HUB', location: { city } },
      });
    const { text } = await customer(`/track/${trackingToken}?minPosition=${position}`);
    expect(text).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&quot;&#39;');
    expect(text).not.toContain('<img');
    expect(text).toContain('and 15 earlier');
  });

  it('says in the same way that a link leads nowhere', async () => {
    const answer = await customer('/track/unknown', { headers: GERMAN });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-store']);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.text).toContain('Dieser Link führt zu keiner Sendung');
    expect(answer.text).not.toContain('data-shipment');
  });

  it('is where a browser gets that opens the address of the API', async () => {
    const { trackingToken } = await register();
    const answer = await customer(`/v1/track/${trackingToken}`, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/track/${trackingToken}`]);
  });
});

describe("the customer's stream", () => {
  const open = async (token: string, headers: Record<string, string> = {}): Promise<Response> => {
    const answer = await fetch(`${waybill.url}/v1/track/${token}/stream`, { headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    return answer;
  };
  it('tells how it is, then each change, whole, and ends with the link', async () => {
    const { shipmentId, trackingToken, position } = await register();
    const other = await register();
    const issued = await coordinator(`/v1/shipments/${shipmentId}/tracking-links`, { method: 'POST' });
    await customer(`/v1/track/${trackingToken}?minPosition=${issued.body.position}`);
    const [kept, revoked] = await Promise.all(
      [trackingToken, issued.body.trackingToken].map(async (token) => messagesOf(await open(token))),
    );
    const seen: string[] = [];
    for (const stream of [kept, revoked]) {
      const first = (await stream?.next())?.value;
      expect(first).toMatchObject({ event: 'page', data: { status: 'CREATED', milestones: [] } });
      seen.push(String(first?.block));
    }
    await report(other.shipmentId, { data: { milestone: 'LOST' } });
    const after = await report(shipmentId, { data: { milestone: 'PICKED_UP', location: { city: 'Ulm', name: 'Secret' } } });
    for (const stream of [kept, revoked]) {
      const next = (await stream?.next())?.value;
      expect(next).toMatchObject({ event: 'page', data: { status: 'PICKED_UP', milestones: [{ location: { city: 'Ulm' } }] } });
      seen.push(String(next?.block));
    }
    expect((await customer(`/v1/track/${trackingToken}`)).headers.get('etag')).toBe(/id: (.*)/.exec(seen.at(-1) as string)?.[1]);
    expect(seen.join()).not.toMatch(new RegExp(`LOST|Secret|${shipmentId}|${other.shipmentId}|\\b(${position}|${after})\\b`));
    await coordinator(`/v1/shipments/${shipmentId}/tracking-links/${issued.body.id}`, { method: 'DELETE' });
    expect((await revoked?.next())?.value).toMatchObject({ event: 'gone' });
    expect(await revoked?.next()).toEqual({ done: true, value: undefined });
    await kept?.return();
    expect((await customer(`/v1/track/${issued.body.trackingToken}/stream`)).body.type).toBe(problem('not-found'));
  });

  it('says nothing to those who come back and have it all, and lets so many in with one link', async () => {
    const { shipmentId, trackingToken, position } = await register();
    const etag = (await customer(`/v1/track/${trackingToken}?minPosition=${position}`)).headers.get('etag') as string;
    const answers = await Promise.all(Array.from({ length: 20 }, () => open(trackingToken, { 'last-event-id': etag })));
    const refused = await customer(`/v1/track/${trackingToken}/stream`);
    expect([refused.status, refused.body.type]).toEqual([429, problem('overloaded')]);
    expect(refused.headers.get('retry-after')).toBe('60');
    await report(shipmentId, { data: { milestone: 'DELIVERED' } });
    const streams = answers.map(messagesOf);
    for (const stream of streams) expect((await stream.next()).value).toMatchObject({ event: 'page', data: { status: 'DELIVERED' } });
    await Promise.all(streams.map((stream) => stream.return()));
  });
});

describe('when a shipment is expected', () => {
  const hours = (ahead: number): string => new Date(Date.now() + ahead * 3_600_000).toISOString();
  const settled = (send: Send, path: string, position: string) => send(`${path}?minPosition=${position}&settled=true`);

  it('is told from its registration to its arrival, with what was said before, and how good that was', async () => {
    const [origin, destination] = [
      { latitude: 53.55, longitude: 9.99 },
      { latitude: 48.14, longitude: 11.58, city: 'Munich' },
    ];
    const plan = { carrier: 'dhl', mode: 'road', origin, destination, plannedArrival: hours(50) };
    const { shipmentId, trackingToken, position } = (await coordinator('/v1/shipments', { body: plan })).body;
    const path = `/v1/shipments/${shipmentId}`;
    const planned = (await settled(coordinator, path, position)).body;
    expect(planned.eta).toMatchObject({ basis: 'plan', modelVersion: 'default' });
    expect(Math.abs(Date.parse(planned.eta.p50) - Date.parse(plan.plannedArrival))).toBeLessThan(10 * 3_600_000);
    const days = (await settled(customer, `/v1/track/${trackingToken}`, position)).body.arrivalWindow;
    expect(days).toMatchObject({ precision: 'day', timeZone: 'Europe/Berlin' });
    expect(days.latest.endsWith(':59:59.999Z')).toBe(true);

    await report(shipmentId, { time: hours(-0.5), data: { milestone: 'IN_TRANSIT' } });
    const fix = (ahead: number, latitude: number) =>
      report(shipmentId, { type: 'dev.waybill.position-reported.v1', time: hours(ahead), data: { latitude, longitude: 10.5 } });
    await fix(-0.4, 52.0);
    await fix(-0.2, 51.85);
    const last = await fix(0, 51.7);
    const moving = (await settled(coordinator, path, last)).body.eta;
    expect(moving).toMatchObject({ basis: 'moving' });
    expect(Date.parse(moving.p50)).toBeLessThan(Date.parse(plan.plannedArrival));
    const window = (await settled(customer, `/v1/track/${trackingToken}`, last)).body.arrivalWindow;
    expect(window).toMatchObject({ precision: 'time' });
    expect([Date.parse(window.earliest) % 900_000, Date.parse(window.latest) % 900_000]).toEqual([0, 0]);
    expect(Date.parse(window.earliest)).toBeLessThanOrEqual(Date.parse(moving.p10));
    const found = await settled(coordinator, `/v1/shipments`, last);
    expect(found.body.items.find((one: { shipmentId: string }) => one.shipmentId === shipmentId).eta).toEqual(moving);

    const delivered = await report(shipmentId, { time: hours(0), data: { milestone: 'DELIVERED' } });
    expect((await settled(coordinator, path, delivered)).body.eta).toBeNull();
    expect((await settled(customer, `/v1/track/${trackingToken}`, delivered)).body.arrivalWindow).toBeNull();
    const { items } = (await settled(coordinator, `${path}/eta-history`, delivered)).body;
    expect(items[0]).toMatchObject({ p50: planned.eta.p50, previous: null, late: false });
    expect(items.at(-1)).toMatchObject({ p50: null, ending: 'arrived', previous: moving.p50 });
    const next = (await coordinator(`${path}/eta-history?limit=1`)).body;
    expect((await coordinator(`${path}/eta-history?cursor=${next.nextCursor}`)).body.items).toEqual(items.slice(1));
    expect((await coordinator('/v1/shipments/NEVER/eta-history')).body.type).toBe(problem('shipment-not-found'));
    const past = await coordinator(`${path}?asOf=${moving.calculatedAt}`);
    expect(past.body.eta).toEqual(moving);

    const accuracy = (await coordinator('/v1/eta/accuracy?by=carrier')).body.items;
    expect(accuracy.map(({ group }: { group: string }) => group)).toEqual(['all', 'dhl']);
    expect(accuracy[0].alone.map(({ basis }: { basis: string }) => basis)).toContain('schedule');
    expect((await coordinator('/v1/eta/models')).body.items).toEqual([]);
  });
});

describe('what customers see', () => customersRuleSpecs(() => ({ waybill, coordinator, customer })));
