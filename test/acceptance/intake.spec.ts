import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { CloudEvent, HTTP } from 'cloudevents';
import { type Answer, BATCH, cloudEvent, complaints, httpClient, problem, type Send, STRUCTURED } from '../support/http';
import { type RunningWaybill, startWaybill } from '../support/waybill';

/** What senders of events can rely on, from outside. */
let waybill: RunningWaybill;
let operator: Send;
let integration: Send;
const SOURCE = 'https://carrier.example/';

beforeAll(async () => {
  waybill = await startWaybill();
  operator = httpClient(waybill.url, waybill.operatorKey);
  const made = await operator('/v1/api-keys', { body: { name: 'carrier', role: 'integration', sourcePrefix: SOURCE } });
  integration = httpClient(waybill.url, made.body.key);
  // A key works as soon as the process has seen it in the log.
  while ((await integration('/v1/events', { body: [], headers: BATCH })).status === 401);
}, 60_000);
afterAll(() => waybill?.stop(), 30_000);

const send = (event: unknown, headers: Record<string, string> = STRUCTURED): Promise<Answer> =>
  integration('/v1/events', { body: event, headers });
const sendBatch = (events: unknown): Promise<Answer> => send(events, BATCH);

const shipment = async (identifiers: object[]): Promise<string> => {
  const place = { latitude: 53.5, longitude: 9.9 };
  const answer = await operator('/v1/shipments', { body: { shipmentId: randomUUID(), identifiers, origin: place, destination: place } });
  expect(answer.status).toBe(201);
  return answer.body.shipmentId;
};

describe('a single event', () => {
  it('is taken in once: appended, then duplicate with the same shipments, then a conflict when it differs', async () => {
    const value = `dhl/${randomUUID()}`;
    const shipmentId = await shipment([{ scheme: 'tracking-number', value }]);
    const event = cloudEvent({ subject: `tracking-number:${value}` });
    const first = await send(event);
    expect(first.status).toBe(202);
    expect(first.body).toEqual({
      position: expect.stringMatching(/^\d+$/),
      accepted: 1,
      duplicates: 0,
      parked: 0,
      rejected: 0,
      events: [{ source: event.source, id: event.id, outcome: 'appended', shipmentIds: [shipmentId] }],
    });
    const again = await send({ ...event, time: '2026-03-01T11:00:00+01:00', comment: 'other spelling' });
    expect(again.body).toMatchObject({ accepted: 0, duplicates: 1, events: [{ outcome: 'duplicate', shipmentIds: [shipmentId] }] });
    expect(BigInt(again.body.position)).toBeGreaterThanOrEqual(BigInt(first.body.position));
    const other = await send({ ...event, data: { milestone: 'DELIVERED' } });
    expect(other.status).toBe(409);
    expect(other.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(other.body).toMatchObject({ type: problem('event-conflict'), status: 409, instance: '/v1/events' });
  });

  it('is parked when no shipment holds its name, and its redelivery is a duplicate', async () => {
    const event = cloudEvent();
    expect((await send(event)).body).toMatchObject({ parked: 1, accepted: 0, events: [{ outcome: 'parked', shipmentIds: [] }] });
    expect((await send(event)).body).toMatchObject({ parked: 0, duplicates: 1, events: [{ outcome: 'duplicate' }] });
  });

  it('has all faults of its first failing stage listed', async () => {
    const envelope = await send({ ...cloudEvent(), id: '', time: 'yesterday', Bad: 1, data: 7, type: 'unknown' });
    expect([envelope.status, envelope.body.type, complaints(envelope)]).toEqual([
      400,
      problem('invalid-cloudevent'),
      ['/Bad', '/id', '/time'],
    ]);
    const type = await send(cloudEvent({ type: 'com.example.unknown', subject: 'nonsense', data: 7 }));
    expect([type.status, type.body.type]).toEqual([400, problem('unknown-event-type')]);
    const needs = await send(cloudEvent({ time: null, subject: null, data: { milestone: 'Delivered' } }));
    expect([needs.status, needs.body.type, complaints(needs)]).toEqual([
      400,
      problem('invalid-data'),
      ['/data/milestone', '/subject', '/time'],
    ]);
  });

  it.each([
    [
      'position-reported',
      'vehicle:T',
      { latitude: 0, longitude: 0, speedKmh: 0, headingDegrees: 360, fixTime: '2026-03-01T09:59:59.123456789Z' },
    ],
    [
      'item-scanned',
      'sscc:003404341610940425',
      { milestone: 'CARRIER_NOTE', classifier: 'EST', location: { unlocode: 'DEHAM' }, rawCode: 'X' },
    ],
    ['vehicle-departed', 'container:CSQU3054383', { location: { city: 'Hamburg' } }],
    ['vehicle-arrived', 'device:d-1', { stop: 'MUC-1' }],
  ])('of type %s is understood', async (name, subject, data) => {
    const answer = await send(cloudEvent({ type: `dev.waybill.${name}.v1`, subject, data }));
    expect([answer.status, answer.body.rejected]).toEqual([202, 0]);
  });

  it.each([
    [{ latitude: 91, longitude: 0 }, ['/data/latitude']],
    [{ latitude: '1', longitude: 181 }, ['/data/latitude', '/data/longitude']],
    [{ latitude: 1 }, ['/data/longitude']],
    [{ latitude: 1, longitude: 1, fixTime: 'now' }, ['/data/fixTime']],
  ])('with position %j is refused', async (data, expected) => {
    const answer = await send(cloudEvent({ type: 'dev.waybill.position-reported.v1', data }));
    expect([answer.status, complaints(answer)]).toEqual([400, expected]);
  });

  it('of a foreign source is refused before anything is said about it', async () => {
    const answer = await send({ source: 'https://other.example/', id: '' });
    expect([answer.status, answer.body.type]).toEqual([403, problem('source-forbidden')]);
    expect((await operator('/v1/events', { body: cloudEvent({ source: 'urn:any' }), headers: STRUCTURED })).status).toBe(202);
  });
});

describe('binary mode', () => {
  const headers = (event: Record<string, unknown>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(event)
        .filter(([name]) => name !== 'data')
        .map(([name, value]) => [`ce-${name}`, String(value)]),
    );

  it('means the same as structured mode', async () => {
    const event = cloudEvent();
    const binary = await send(event.data, { ...headers(event), 'content-type': 'application/json' });
    expect([binary.status, binary.body.parked]).toEqual([202, 1]);
    expect((await send(event)).body.duplicates).toBe(1);
    expect((await sendBatch([event])).body.duplicates).toBe(1);
  });

  it('decodes percent-encoded values, and refuses what is no UTF-8', async () => {
    const event = cloudEvent({ source: 'https://carrier.example/k%C3%B6ln', note: 'K%C3%B6ln' });
    expect((await send(event.data, { ...headers({ ...event, source: SOURCE }), 'content-type': 'application/json' })).status).toBe(202);
    const bad = await send(event.data, { ...headers({ ...event, source: SOURCE, note: '%C0%A0' }), 'content-type': 'application/json' });
    expect([bad.status, complaints(bad)]).toEqual([400, ['/note']]);
  });

  it('with some of the required headers says which are missing', async () => {
    const answer = await send({}, { 'ce-id': 'x', 'ce-specversion': '1.0', 'content-type': 'application/json' });
    expect([answer.status, complaints(answer)]).toEqual([400, ['/source', '/type']]);
  });
});

describe('what the CloudEvents SDK sends', () => {
  const event = () => new CloudEvent<unknown>({ ...cloudEvent(), comexampleextension1: 'value', comexamplenumber: 5 });

  it.each(['structured', 'binary'] as const)('is understood in %s mode', async (mode) => {
    const sent = event();
    const { headers, body } = HTTP[mode](sent);
    const answer = await send(String(body), headers as Record<string, string>);
    expect([answer.status, answer.body.parked]).toEqual([202, 1]);
  });

  it('is given out again as events that the SDK takes for valid', async () => {
    const shipmentId = await shipment([]);
    const { headers, body } = HTTP.structured(event().cloneWith({ subject: `shipment:${shipmentId}` }));
    expect((await send(String(body), headers as Record<string, string>)).body.accepted).toBe(1);
    const stored = (await operator(`/v1/shipments/${shipmentId}/events`)).body.items;
    expect(stored.length).toBeGreaterThan(1);
    for (const item of stored) expect(new CloudEvent(item).validate()).toBe(true);
    expect(stored.at(-1)).toMatchObject({ comexampleextension1: 'value', comexamplenumber: 5 });
  });
});

describe('a batch', () => {
  it('takes the good events and lists the bad ones, in order', async () => {
    const [good, other] = [cloudEvent(), cloudEvent()];
    await send(other);
    const conflicting = { ...other, data: { milestone: 'LOST' } };
    const foreign = cloudEvent({ source: 'https://other.example/' });
    const answer = await sendBatch([good, cloudEvent({ time: null }), conflicting, foreign, 7, good, { ...cloudEvent(), data: undefined }]);
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ accepted: 0, duplicates: 1, parked: 1, rejected: 5 });
    expect(answer.body.events.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'parked',
      'rejected',
      'rejected',
      'rejected',
      'rejected',
      'duplicate',
      'rejected',
    ]);
    const types = answer.body.events.map((event: { problem?: { type: string } }) => event.problem?.type);
    expect(types.slice(1, 5)).toEqual([
      problem('invalid-data'),
      problem('event-conflict'),
      problem('source-forbidden'),
      problem('invalid-cloudevent'),
    ]);
    expect(answer.body.events[1].problem.errors).toEqual([{ pointer: '/1/time', detail: expect.any(String) }]);
    expect(answer.body.events[4]).toMatchObject({ source: null, id: null, shipmentIds: [] });
  });

  it('may be empty', async () => {
    const answer = await sendBatch([]);
    expect([answer.status, answer.body]).toEqual([202, { position: null, accepted: 0, duplicates: 0, parked: 0, rejected: 0, events: [] }]);
  });

  it('with nothing acceptable is refused, with the same list', async () => {
    const answer = await sendBatch([{}, cloudEvent({ type: 'x' })]);
    expect([answer.status, answer.body.type, answer.body.rejected]).toEqual([400, problem('nothing-accepted'), 2]);
    expect(answer.body.events.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['rejected', 'rejected']);
  });

  it('takes a dangerous event out and leaves the others in', async () => {
    const body = `[${JSON.stringify(cloudEvent())},{"specversion":"1.0","__proto__":{"x":1}}]`;
    expect((await sendBatch(body)).body).toMatchObject({ parked: 1, rejected: 1 });
  });

  it('holds at most 1,000 events', async () => {
    const many = Array.from({ length: 1000 }, (_, i) =>
      cloudEvent({ subject: 'vehicle:BATCH', id: `b-${i}`, data: { milestone: 'LOADED' } }),
    );
    const answer = await sendBatch(many);
    expect([answer.status, answer.body.parked]).toEqual([202, 1000]);
    expect((await sendBatch([...many, many[0]])).status).toBe(413);
  });

  it('must be an array, and a single event must not be one', async () => {
    expect((await sendBatch(cloudEvent())).status).toBe(400);
    expect((await send([cloudEvent()])).status).toBe(400);
  });
});

describe('hostile bodies', () => {
  it.each([
    ['', 400],
    ['{', 400],
    ['{"specversion":"1.0","id":"a","id":"b"}', 400],
    [`\ufeff${JSON.stringify(cloudEvent())}`, 400],
    [JSON.stringify(cloudEvent({ data: { milestone: 'LOST', constructor: { prototype: {} } } })), 400],
    [JSON.stringify(cloudEvent()).replace('"IN_TRANSIT"', '"LOST","__proto__":{"a":1}'), 400],
    [JSON.stringify(cloudEvent()).replace('"IN_TRANSIT"', '"LOST","x":1e400'), 400],
    [JSON.stringify(cloudEvent()).replace('"IN_TRANSIT"', '"LOST","x":"\\u0000"'), 400],
    [JSON.stringify(cloudEvent()).replace('"IN_TRANSIT"', '"LOST","x":"\\ud800"'), 400],
    [JSON.stringify(cloudEvent()).replace('"IN_TRANSIT"', `"LOST","x":${'['.repeat(50_000)}${']'.repeat(50_000)}`), 400],
  ])('%#: refused', async (body, status) => {
    expect((await send(body)).status).toBe(status);
  });

  it('invalid UTF-8 is refused', async () => {
    const bytes = Buffer.from(JSON.stringify(cloudEvent({ note: 'XX' })));
    bytes[bytes.indexOf('XX')] = 0xff;
    expect((await send(bytes)).status).toBe(400);
  });

  it('an event beyond 256 KiB or a body beyond 1 MiB is too large', async () => {
    expect((await send(cloudEvent({ data: { milestone: 'LOST', blob: 'x'.repeat(256 * 1024) } }))).status).toBe(413);
    expect((await send(cloudEvent({ data: { milestone: 'LOST', blob: 'x'.repeat(250 * 1024) } }))).status).toBe(202);
    expect((await send(' '.repeat(1024 * 1024 + 1))).status).toBe(413);
  });

  it('a body without a length is cut off at 1 MiB', async () => {
    const { hostname, port } = new URL(waybill.url);
    const headers = { authorization: `Bearer ${waybill.operatorKey}`, ...STRUCTURED, 'transfer-encoding': 'chunked' };
    const status = await new Promise((resolve, reject) => {
      const request = http.request({ hostname, port, path: '/v1/events', method: 'POST', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      request.on('error', reject);
      for (let i = 0; i < 17; i++) request.write(Buffer.alloc(64 * 1024, 0x20));
      request.end();
    });
    expect(status).toBe(413);
  });

  it.each(['gzip', 'br', 'deflate', 'gzip, identity'])('content encoding %s is not served', async (encoding) => {
    expect((await send(cloudEvent(), { ...STRUCTURED, 'content-encoding': encoding })).status).toBe(415);
  });
  it('content encoding identity is', async () => {
    expect((await send(cloudEvent(), { ...STRUCTURED, 'content-encoding': 'identity' })).status).toBe(202);
  });

  it.each([
    ['application/json', 415],
    ['text/plain', 415],
    ['multipart/form-data; boundary=x', 415],
    ['application/cloudevents+xml', 415],
    ['application/cloudevents+json garbage', 415],
    ['application/cloudevents+json\ta', 415],
    ['nonsense', 415],
    ['APPLICATION/CloudEvents+JSON; Charset="UTF-8"', 202],
  ])('content type %j: %d', async (type, status) => {
    expect((await send(cloudEvent(), { 'content-type': type })).status).toBe(status);
  });
});
