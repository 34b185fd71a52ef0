import { randomUUID } from 'node:crypto';
import { complaints, problem } from '../support/http';
import { coordinator, hamburg, munich, plan } from './coordinator';

/** Registering, reading and commanding one shipment, as a coordinator's software does it. */
const { url, send, command, remove, read, register, report, position } = coordinator();

describe('registering', () => {
  it('answers where the shipment is and how a customer follows it; the same again changes nothing', async () => {
    const body = plan({
      reference: 'PO-1',
      carrier: 'dhl',
      mode: 'road',
      labels: ['a'],
      identifiers: [{ scheme: 'order', value: randomUUID() }],
    });
    const first = await command('/v1/shipments', body);
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toBe(`/v1/shipments/${body.shipmentId}`);
    expect(first.body).toEqual({
      shipmentId: body.shipmentId,
      trackingToken: expect.stringMatching(/^[\w-]{43}$/),
      trackingUrl: `${url()}/track/${first.body.trackingToken}`,
      position: expect.stringMatching(/^\d+$/),
    });
    const reordered = Object.fromEntries(Object.entries(body).reverse());
    const again = await command('/v1/shipments', reordered);
    expect([again.status, again.body]).toEqual([200, first.body]);
    const other = await command('/v1/shipments', { ...body, reference: 'PO-2' });
    expect([other.status, other.body.type]).toEqual([409, problem('shipment-exists')]);
  });

  it('answers all who ask for the same at once alike, and one of them that it is new', async () => {
    for (let round = 0; round < 5; round += 1) {
      const body = plan({ identifiers: [{ scheme: 'order', value: randomUUID() }] });
      const answers = await Promise.all(Array.from({ length: 12 }, () => command('/v1/shipments', body)));
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array(11).fill(200), 201]);
      expect(answers.map((answer) => answer.body)).toEqual(Array(12).fill(answers[0]?.body));
    }
  });

  it('under an Idempotency-Key gives the same shipment again, and refuses another body', async () => {
    const body = { origin: hamburg, destination: munich };
    const key = { 'idempotency-key': randomUUID() };
    const first = await command('/v1/shipments', body, key);
    const again = await command('/v1/shipments', body, key);
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
    const other = await command('/v1/shipments', { ...body, reference: 'x' }, key);
    expect([other.status, other.body.type]).toEqual([409, problem('idempotency-key-reused')]);
    expect((await command('/v1/shipments', body)).body.shipmentId).not.toBe(first.body.shipmentId);
    expect((await command('/v1/shipments', body, { 'idempotency-key': 'x'.repeat(256) })).status).toBe(400);
  });

  it('lists everything that is wrong with a plan at once', async () => {
    const answer = await command('/v1/shipments', {
      shipmentId: '-x',
      origin: { ...hamburg, latitude: 91 },
      plannedArrival: 'tomorrow',
      mode: 'rocket',
      stops: [{ place: munich }],
      identifiers: [
        { scheme: 'planet', value: 'mars' },
        { scheme: 'order', value: '7', from: '2026-03-01T10:00:00Z', until: '2026-03-01T11:00:00+01:00' },
        { scheme: 'order', value: ' 7' },
        { scheme: 'tracking-number', value: 'without its carrier' },
        { scheme: 'booking' },
      ],
      rules: { noSignalAfter: '2 hours' },
      tenantId: 'x',
      status: 'DELIVERED',
    });
    expect([answer.status, answer.body.type]).toEqual([400, problem('invalid-request')]);
    expect(complaints(answer)).toEqual([
      '/destination',
      '/identifiers/0',
      '/identifiers/1/until',
      '/identifiers/2',
      '/identifiers/3',
      '/identifiers/4/value',
      '/mode',
      '/origin/latitude',
      '/plannedArrival',
      '/rules/noSignalAfter',
      '/shipmentId',
      '/status',
      '/stops/0/stopId',
      '/tenantId',
    ]);
  });

  it('reads JSON only', async () => {
    expect((await send('/v1/shipments', { body: '{', headers: {} })).body.type).toBe(problem('malformed-request'));
    expect((await send('/v1/shipments', { body: '{"a":1,"a":2}' })).body.type).toBe(problem('malformed-request'));
    expect((await send('/v1/shipments', { body: '{"__proto__":{}}' })).body.type).toBe(problem('malformed-request'));
    expect((await send('/v1/shipments', { body: 'x', headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await send('/v1/shipments', { body: '[]' })).status).toBe(400);
  });

  it('refuses a name that another live shipment holds, and one that is none', async () => {
    const identifiers = [{ scheme: 'booking', value: randomUUID() }];
    await register({ identifiers });
    const taken = await command('/v1/shipments', plan({ identifiers }));
    expect([taken.status, taken.body.type]).toEqual([409, problem('identifier-taken')]);
    const bare = await command('/v1/shipments', plan({ identifiers: [{ scheme: 'tracking-number', value: '123' }] }));
    expect([bare.status, complaints(bare)]).toEqual([400, ['/identifiers/0']]);
  });
});

describe('one shipment', () => {
  it('is read as its reports and commands made it', async () => {
    const number = randomUUID();
    const { shipmentId } = await register({ carrier: 'dhl', reference: 'R', identifiers: [{ scheme: 'tracking-number', value: number }] });
    await report({ subject: `tracking-number:dhl/${number}`, data: { milestone: 'PICKED_UP', location: { city: 'Hamburg' } } });
    const last = await position(`shipment:${shipmentId}`, '2026-03-01T11:00:00+01:00', 52.5);
    const answer = await read(`/v1/shipments/${shipmentId}`, last.body.position);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      shipmentId,
      reference: 'R',
      carrier: 'dhl',
      status: 'PICKED_UP',
      origin: hamburg,
      destination: munich,
      liveLocation: { latitude: 52.5, longitude: 10, time: '2026-03-01T10:00:00.000Z', speedKmh: 80, source: 'https://carrier.example/eu' },
      lastMilestone: { milestone: 'PICKED_UP', time: '2026-03-01T10:00:00.000Z' },
      eta: null,
      plannedArrival: null,
      deliveredAt: null,
      openExceptions: [{ type: 'no-signal', state: 'raised', since: '2026-03-01T10:00:00.000Z' }],
      revision: expect.any(Number),
    });
    expect(answer.body.identifiers).toMatchObject([{ scheme: 'tracking-number', value: `DHL/${number.toUpperCase()}`, given: number }]);
    expect(BigInt(answer.body.asOfPosition)).toBeGreaterThanOrEqual(BigInt(last.body.position));
  });

  it('has a timeline, positions in four formats, and its stream as CloudEvents', async () => {
    const { shipmentId } = await register();
    for (let i = 0; i < 5; i++) await position(`shipment:${shipmentId}`, `2026-03-01T10:0${i}:00Z`, 50 + i / 1000);
    const last = await report({ subject: `shipment:${shipmentId}`, id: 'mine', time: '2026-03-01T09:00:00.5+01:00', extension: 'kept' });
    const base = `/v1/shipments/${shipmentId}`;
    const timeline = await read(`${base}/timeline`, last.body.position);
    expect(timeline.body.items).toContainEqual(
      expect.objectContaining({
        type: expect.any(String),
        time: '2026-03-01T08:00:00.500Z',
        late: true,
        retracted: false,
        eventId: expect.any(String),
      }),
    );
    const page = await send(`${base}/positions?limit=2`);
    expect(page.body.items.map(({ latitude }: { latitude: number }) => latitude)).toEqual([50, 50.001]);
    const next = await send(`${base}/positions?limit=200&cursor=${encodeURIComponent(page.body.nextCursor)}`);
    expect([next.body.items.length, next.body.nextCursor]).toEqual([3, null]);
    const within = await send(`${base}/positions?from=2026-03-01T10:01:00Z&to=2026-03-01T11:03:00%2B01:00`);
    expect(within.body.items).toHaveLength(2);
    const as = async (accept: string) => send(`${base}/positions`, { headers: { accept } });
    expect((await as('application/geo+json')).body.features).toHaveLength(5);
    expect((await as('application/gpx+xml')).text.match(/<trkpt /g)).toHaveLength(5);
    expect((await as('text/csv')).text.trim().split('\r\n')).toHaveLength(6);
    expect((await as('image/png')).status).toBe(406);
    const events = await send(`${base}/events?limit=3`);
    expect(events.body.items).toHaveLength(3);
    const all = await send(`${base}/events?limit=200&cursor=${events.body.nextCursor}`);
    const mine = all.body.items.find(({ id }: { id: string }) => id === 'mine');
    expect(mine).toMatchObject({
      specversion: '1.0',
      time: '2026-03-01T09:00:00.5+01:00',
      subject: `shipment:${shipmentId}`,
      extension: 'kept',
      eventid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      recordedtime: expect.stringMatching(/Z$/),
      data: { milestone: 'IN_TRANSIT' },
    });
  });

  it('that is not registered is not found, whatever is asked or commanded', async () => {
    for (const path of ['', '/timeline', '/positions', '/events']) {
      const answer = await send(`/v1/shipments/none${path}`);
      expect([path, answer.status, answer.body.type]).toEqual([path, 404, problem('shipment-not-found')]);
    }
    const bodies: Record<string, object> = {
      load: { unit: 'vehicle:T' },
      deliver: {},
      cancel: {},
      'tracking-links': {},
      identifiers: { scheme: 'order', value: 'x' },
    };
    for (const [name, body] of Object.entries(bodies)) {
      const answer = await command(`/v1/shipments/none/${name}`, body);
      expect([name, answer.status]).toEqual([name, 404]);
    }
  });
});

describe('commands on a shipment', () => {
  it('set its route, as a line or in an object', async () => {
    const { shipmentId } = await register();
    const line = {
      type: 'LineString',
      coordinates: [
        [9.99, 53.55],
        [11.58, 48.14],
      ],
    };
    const put = (body: object) => send(`/v1/shipments/${shipmentId}/route`, { method: 'PUT', body });
    expect((await put({ route: line })).status).toBe(200);
    const { body } = await put(line);
    expect((await read(`/v1/shipments/${shipmentId}`, body.position)).body.route).toEqual(line);
    expect(complaints(await put({ ...line, coordinates: [[200, 0]] }))).toContain('/coordinates/0/0');
  });

  it('give it names and take them away; a slash is %2F', async () => {
    const { shipmentId } = await register({ carrier: 'dhl' });
    const other = await register();
    const path = `/v1/shipments/${shipmentId}/identifiers`;
    const value = `dhl/${randomUUID()}`;
    const given = await command(path, { scheme: 'tracking-number', value });
    expect([given.status, given.body]).toEqual([201, { position: expect.any(String) }]);
    const elsewhere = `/v1/shipments/${other.shipmentId}/identifiers`;
    expect((await command(elsewhere, { scheme: 'tracking-number', value })).body.type).toBe(problem('identifier-taken'));
    const released = await remove(`${path}/tracking-number/${encodeURIComponent(value)}`);
    expect([released.status, released.body]).toEqual([200, { position: expect.any(String) }]);
    const twice = await remove(`${path}/tracking-number/${encodeURIComponent(value)}`);
    expect([twice.status, twice.body.type]).toEqual([404, problem('identifier-not-held')]);
    expect((await command(elsewhere, { scheme: 'tracking-number', value })).status).toBe(201);
    const backwards = { until: '2020-01-01T00:00:00Z', from: '2021-01-01T00:00:00Z' };
    expect(complaints(await command(path, { scheme: 'order', value: '', x: 1, ...backwards }))).toEqual(['/until', '/value', '/x']);
  });

  it('put it aboard a unit, whose reports it then gets', async () => {
    const unit = `TRUCK-${randomUUID()}`;
    const { shipmentId } = await register();
    const path = `/v1/shipments/${shipmentId}`;
    const loaded = await command(`${path}/load`, { unit: `vehicle:${unit}`, at: '2026-03-01T08:00:00Z' });
    expect(loaded.status).toBe(200);
    const again = await command(`${path}/load`, { unit: `vehicle:${unit}`, at: '2026-03-01T08:00:00Z' });
    expect(BigInt(again.body.position)).toBeGreaterThanOrEqual(BigInt(loaded.body.position));
    const during = await position(`vehicle:${unit}`, '2026-03-01T09:00:00Z', 51);
    expect(during.body.events[0].shipmentIds).toEqual([shipmentId]);
    expect((await command(`${path}/unload`, { unit: `vehicle:${unit}`, at: '2026-03-01T10:00:00Z' })).status).toBe(200);
    const after = await position(`vehicle:${unit}`, '2026-03-01T11:00:00Z', 52);
    expect(after.body.events[0]).toMatchObject({ outcome: 'parked', shipmentIds: [] });
    const detail = await read(path, after.body.position);
    expect(detail.body.liveLocation.latitude).toBe(51);
    const found = await send(`/v1/units/vehicle/${unit}`);
    expect(found.body).toMatchObject({ scheme: 'vehicle', value: unit, holders: [{ shipmentId, how: 'loaded', present: false }] });
    expect((await command(`${path}/unload`, { unit: 'vehicle:OTHER' })).body.type).toBe(problem('not-aboard'));
    expect(complaints(await command(`${path}/load`, { unit: 'order:1', at: 'noon', x: 1 }))).toEqual(['/at', '/unit', '/x']);
  });

  it('deliver it, after which it has ended', async () => {
    const { shipmentId } = await register();
    const path = `/v1/shipments/${shipmentId}`;
    const key = { 'idempotency-key': randomUUID() };
    const body = { at: '2026-03-02T10:00:00Z', proof: { reference: 'POD' } };
    const delivered = await command(`${path}/deliver`, body, key);
    expect(delivered.status).toBe(200);
    expect((await command(`${path}/deliver`, body, key)).status).toBe(200);
    expect((await command(`${path}/deliver`, { ...body, at: '2026-03-03T10:00:00Z' }, key)).body.type).toBe(
      problem('idempotency-key-reused'),
    );
    const detail = await read(path, delivered.body.position);
    expect(detail.body).toMatchObject({ status: 'DELIVERED', deliveredAt: '2026-03-02T10:00:00.000Z' });
    expect((await command(`${path}/cancel`, {})).body.type).toBe(problem('shipment-terminal'));
    expect((await command(`${path}/deliver`, { at: '2026-03-02T11:00:00+01:00' })).status).toBe(200);
    const other = await command(`${path}/deliver`, { at: '2026-03-03T10:00:00Z' });
    expect([other.status, other.body.type]).toEqual([409, problem('shipment-terminal')]);
    const retract = /\/v1\/shipments\/\S+\/retract/.exec(other.body.detail)?.[0] as string;
    expect((await command(retract, { reason: 'the day after' })).status).toBe(200);
    const corrected = await command(`${path}/deliver`, { at: '2026-03-03T10:00:00Z' });
    expect((await read(path, corrected.body.position)).body.deliveredAt).toBe('2026-03-03T10:00:00.000Z');
  });

  it('cancel it, with or without a body', async () => {
    const { shipmentId } = await register();
    const cancelled = await send(`/v1/shipments/${shipmentId}/cancel`, { method: 'POST' });
    expect(cancelled.status).toBe(200);
    expect((await read(`/v1/shipments/${shipmentId}`, cancelled.body.position)).body.status).toBe('CANCELLED');
  });

  it('declare a fact wrong', async () => {
    const { shipmentId } = await register();
    const path = `/v1/shipments/${shipmentId}`;
    const scan = await report({ subject: `shipment:${shipmentId}`, data: { milestone: 'DELIVERED' } });
    const fact = (await send(`${path}/events?limit=200`)).body.items.find(
      ({ type }: { type: string }) => type === 'dev.waybill.item-scanned.v1',
    );
    expect((await read(path, scan.body.position)).body.status).toBe('DELIVERED');
    const retracted = await command(`${path}/facts/${fact.eventid}/retract`, { reason: 'wrong parcel' });
    expect(retracted.status).toBe(200);
    expect((await read(path, retracted.body.position)).body.status).toBe('CREATED');
    const timeline = await send(`${path}/timeline`);
    expect(timeline.body.items).toContainEqual(expect.objectContaining({ eventId: fact.eventid, retracted: true }));
    expect((await command(`${path}/facts/${randomUUID()}/retract`, { reason: 'x' })).body.type).toBe(problem('fact-not-found'));
    expect(complaints(await command(`${path}/facts/${fact.eventid}/retract`))).toEqual(['/reason']);
  });
});
