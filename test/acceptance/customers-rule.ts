import { cloudEvent, complaints, httpClient, type Send, STRUCTURED } from '../support/http';
import type { RunningWaybill } from '../support/waybill';

/** What these specs share with those of tracking links. */
interface World {
  readonly waybill: RunningWaybill;
  readonly coordinator: Send;
  readonly customer: Send;
}

/** The rule of the customers' page: what it shows, and what it refuses. */
export function customersRuleSpecs(world: () => World): void {
  const place = { latitude: 53.55123, longitude: 9.99456 };
  const register = async () => (await world().coordinator('/v1/shipments', { body: { origin: place, destination: place } })).body;
  const report = async (shipmentId: string, change: object) => {
    const body = cloudEvent({ subject: `shipment:${shipmentId}`, ...change });
    return (await world().coordinator('/v1/events', { body, headers: STRUCTURED })).body.position as string;
  };
  const stages = ['announced', 'under-way', 'out-for-delivery', 'ended'];
  const everything = { map: stages.slice(0, 3), window: stages.slice(0, 3), town: stages };
  const logo = Buffer.from('89504e470d0a1a0a0000000d4948445200000001', 'hex').toString('base64');
  const put = (body: object, headers = {}) => world().coordinator('/v1/tracking-page', { method: 'PUT', body, headers });

  it('is everything until an operator says otherwise; then nothing else comes out, not by JSON, page or stream', async () => {
    expect((await world().coordinator('/v1/tracking-page')).body).toEqual({ shows: everything });
    const { shipmentId, trackingToken } = await register();
    await report(shipmentId, { data: { milestone: 'IN_TRANSIT', location: { city: 'Celle', country: 'DE' } } });
    const data = { latitude: 52.62, longitude: 10.08 };
    const position = await report(shipmentId, { type: 'dev.waybill.position-reported.v1', time: '2026-03-01T11:00:30Z', data });
    const seen = async () => {
      const at = `${trackingToken}?minPosition=${position}`;
      const stream = await world().customer(`/v1/track/${trackingToken}/stream`);
      return [(await world().customer(`/v1/track/${at}`)).text, (await world().customer(`/track/${at}`)).text, stream.text].join('\n');
    };
    expect(await seen()).toMatch(/52\.62[\s\S]*<svg/);
    const support = { email: 'help@nord.example', note: `<b onclick="x">&` };
    const page = { brand: 'Nord "&" Co', logo, colours: { band: '#102030', text: '#FFFFFF' }, support };
    const changed = await put({ ...page, shows: { ...everything, map: ['ended'], town: ['ended'] } }, { 'idempotency-key': 'quiet' });
    expect(changed.status).toBe(200);
    expect(
      (await put({ ...page, shows: { ...everything, map: ['ended'], town: ['ended'] } }, { 'idempotency-key': 'quiet' })).body,
    ).toEqual(changed.body);
    expect((await world().coordinator('/v1/tracking-page')).body).toMatchObject(page);
    const text = await seen();
    expect(text).not.toMatch(/52\.62|<svg|Celle/);
    expect(text).toContain('Nord &quot;&amp;&quot; Co');
    expect(text).toContain('&lt;b onclick=&quot;x&quot;&gt;&amp;');
    const picture = await world().customer(/\/v1\/tracking-page\/logo\/[\w-]+/.exec(text)?.[0] as string);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect((await world().customer('/v1/tracking-page/logo/other')).status).toBe(404);
    expect((await put({ shows: everything })).status).toBe(200);
    expect(await seen()).toMatch(/52\.62[\s\S]*<svg[\s\S]*Celle|Celle[\s\S]*<svg/);
  });

  it('is refused where it could not be read, or would be more than a picture', async () => {
    const svg = Buffer.from('<svg onload="alert(1)"/>').toString('base64');
    const bad = { logo: svg, colours: { band: '#888888', text: '#999999' }, shows: everything };
    expect(complaints(await put(bad))).toEqual(['/colours', '/logo']);
    const support = { url: 'javascript:alert(1)', email: 'x"onclick=', phone: '<1>' };
    expect(complaints(await put({ support, shows: everything }))).toEqual(['/support/email', '/support/phone', '/support/url']);
    expect(complaints(await put({ colours: { band: 'red;}', text: '#ffffff' }, shows: everything }))).toEqual(['/colours/band']);
  });

  it('is changed by operators alone, and can be looked at before', async () => {
    const { key } = (await world().coordinator('/v1/api-keys', { body: { name: 'desk', role: 'coordinator' } })).body;
    const desk = httpClient(world().waybill.url, key);
    expect((await desk('/v1/tracking-page', { method: 'PUT', body: { shows: everything } })).status).toBe(403);
    expect((await world().customer('/v1/tracking-page')).status).toBe(401);
    const body = { page: { brand: 'Later', shows: everything }, stage: 'ended' };
    const preview = await desk('/v1/tracking-page/preview', { body, headers: { 'accept-language': 'pl' } });
    expect([preview.status, preview.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(preview.text).toMatch(/Later[\s\S]*Przesyłka została doręczona/);
    expect((await desk('/v1/tracking-page')).body).toEqual({ shows: everything });
  });
}
